package dev.weir.cli.run;

import dev.weir.cli.broker.BrokerConfig;
import dev.weir.cli.broker.BrokerException;
import dev.weir.cli.broker.EmbeddedBroker;
import dev.weir.cli.config.WeirConfig;
import dev.weir.schema.yaml.ConfigurationException;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/// The whole pipeline in one process, with a broker of its own.
public final class AllInOne implements AutoCloseable {
    /// There is one instance of the stream jobs here, and will be one.
    private static final String INSTANCE = "up";

    private final Lifecycle lifecycle;
    private final ServePart serve;
    private final String bootstrapServers;
    private final StreamPart stream;
    private final CollectPart collect;

    private AllInOne(
            Lifecycle lifecycle,
            ServePart serve,
            String bootstrapServers,
            StreamPart stream,
            CollectPart collect) {
        this.lifecycle = lifecycle;
        this.serve = serve;
        this.bootstrapServers = bootstrapServers;
        this.stream = stream;
        this.collect = collect;
    }

    /// Starts everything, from what fails soonest and cheapest (a directory in use, a port in use)
    /// to what takes time.
    ///
    /// @param lifecycle takes the parts, and closes them
    /// @throws ConfigurationException if something cannot be as it is asked for
    public static AllInOne start(WeirConfig config, Lifecycle lifecycle)
            throws ConfigurationException, BrokerException, IOException {
        return start(config, lifecycle, new PrometheusRegistry());
    }

    /// The same, with the registry that `/metrics` shows.
    static AllInOne start(WeirConfig config, Lifecycle lifecycle, PrometheusRegistry registry)
            throws ConfigurationException, BrokerException, IOException {
        CollectPart.check(config.collect(), config.data());
        DataDirectory data = lifecycle.add(DataDirectory.open(config.data()));
        long left = Files.getFileStore(data.root()).getUsableSpace();
        if (left < DiskWatch.LEAST_BYTES) {
            throw new ConfigurationException(DiskWatch.sentence(data.root(), left));
        }
        JvmMetrics.builder().register(registry);
        ServePart serve =
                lifecycle.add(
                        ServePart.open(config, OpenStore.made(config, data.root()), registry));
        EmbeddedBroker broker =
                lifecycle.add(new EmbeddedBroker(BrokerConfig.in(data.resolve("broker"))));
        broker.start();
        var _ = broker.failure().thenAccept(lifecycle::fail);
        Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        // The broker waits for a member that was killed, unless it comes back under its own name.
        WeirConfig named = config.withStream(config.stream().orNamed(INSTANCE));
        StreamPart stream =
                lifecycle.add(
                        StreamPart.start(
                                named, kafka, data.resolve("stream"), registry, lifecycle::fail));
        lifecycle.add(serve.write(kafka));
        CollectPart collect =
                lifecycle.add(
                        CollectPart.start(
                                config.collect(), kafka, data, registry, lifecycle::fail));
        lifecycle.add(DiskWatch.start(data.root(), lifecycle::fail));
        data.publish(broker.bootstrapServers(), serve.address());
        return new AllInOne(lifecycle, serve, broker.bootstrapServers(), stream, collect);
    }

    /// Where the API and the dashboard are: "http://127.0.0.1:8080".
    public String address() {
        return serve.address();
    }

    /// Where the embedded broker is.
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /// Whether requests are being counted.
    public boolean isRunning() {
        return stream.isRunning();
    }

    /// Where inputs listen, as a part of a sentence; empty if none does.
    public String listening() {
        return collect.listening();
    }

    @Override
    public void close() {
        lifecycle.close();
    }
}
