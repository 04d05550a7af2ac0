package dev.weir.cli;

import dev.weir.cli.config.WeirConfig;
import dev.weir.cli.run.DataDirectory;
import dev.weir.cli.run.Lifecycle;
import dev.weir.cli.run.OpenStore;
import dev.weir.cli.run.ServePart;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `weir serve`: keeps the rollups and answers for them.
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Writes rollups to the store and serves the API and the dashboard.")
final class ServeCommand implements Callable<Integer> {
    @Mixin private final ConfigOptions options = new ConfigOptions();
    @Mixin private final ListenOptions listen = new ListenOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        WeirConfig config = listen.applyTo(options.read());
        var kafka = config.externalKafka();
        try (var lifecycle = new Lifecycle()) {
            var data = lifecycle.add(DataDirectory.open(config.data()));
            var registry = new PrometheusRegistry();
            JvmMetrics.builder().register(registry);
            ServePart serve =
                    lifecycle.add(
                            ServePart.open(
                                    config, OpenStore.present(config, data.root()), registry));
            lifecycle.add(serve.write(kafka));
            data.publish(String.valueOf(kafka.get("bootstrap.servers")), serve.address());
            spec.commandLine().getOut().println("weir serve: " + serve.address());
            spec.commandLine().getOut().flush();
            return End.of(lifecycle, spec);
        }
    }
}
