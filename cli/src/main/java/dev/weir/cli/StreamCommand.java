package dev.weir.cli;

import dev.weir.cli.config.WeirConfig;
import dev.weir.cli.run.DataDirectory;
import dev.weir.cli.run.Lifecycle;
import dev.weir.cli.run.StreamPart;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `weir stream`: counts requests. Start it as often as there is work; instances share it.
@Command(
        name = "stream",
        mixinStandardHelpOptions = true,
        description = "Counts the requests in Kafka; instances share the work.")
final class StreamCommand implements Callable<Integer> {
    @Mixin private final ConfigOptions options = new ConfigOptions();
    @Mixin private final MetricsOptions metrics = new MetricsOptions();

    @Option(names = "--describe", description = "Print the topology and end.")
    private boolean describe;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        WeirConfig config = options.read();
        if (describe) {
            spec.commandLine().getOut().println(StreamPart.describe(config));
            return 0;
        }
        var kafka = config.externalKafka();
        try (var lifecycle = new Lifecycle()) {
            var data = lifecycle.add(DataDirectory.open(config.data()));
            var registry = new PrometheusRegistry();
            metrics.serve(registry, lifecycle, spec);
            lifecycle.add(
                    StreamPart.start(
                            config, kafka, data.resolve("stream"), registry, lifecycle::fail));
            spec.commandLine().getOut().println("weir stream counts");
            spec.commandLine().getOut().flush();
            return End.of(lifecycle, spec);
        }
    }
}
