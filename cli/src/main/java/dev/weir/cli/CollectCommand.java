package dev.weir.cli;

import dev.weir.cli.config.CollectSettings;
import dev.weir.cli.config.WeirConfig;
import dev.weir.cli.run.CollectPart;
import dev.weir.cli.run.DataDirectory;
import dev.weir.cli.run.Lifecycle;
import dev.weir.schema.yaml.ConfigurationException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `weir collect`: follows the logs of one proxy host and ships them.
@Command(
        name = "collect",
        mixinStandardHelpOptions = true,
        description = "Follows the logs of this host and ships their requests to Kafka.")
final class CollectCommand implements Callable<Integer> {
    @Mixin private final ConfigOptions options = new ConfigOptions();
    @Mixin private final LogOptions logs = new LogOptions();
    @Mixin private final MetricsOptions metrics = new MetricsOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        WeirConfig config = options.read();
        CollectSettings settings = logs.applyTo(config.collect());
        if (settings.isEmpty()) {
            throw new ConfigurationException(
                    "no log to follow: name one with --log, or in collect.logs or collect.inputs of"
                            + " the file given with --config");
        }
        var kafka = config.externalKafka();
        try (var lifecycle = new Lifecycle()) {
            var data = lifecycle.add(DataDirectory.open(config.data()));
            var registry = new PrometheusRegistry();
            metrics.serve(registry, lifecycle, spec);
            var part =
                    lifecycle.add(
                            CollectPart.start(settings, kafka, data, registry, lifecycle::fail));
            var _ = part.exhausted().thenRun(lifecycle::finish);
            spec.commandLine()
                    .getOut()
                    .println(
                            "weir collect follows "
                                    + settings.logs().size()
                                    + " log(s)"
                                    + part.listening());
            spec.commandLine().getOut().flush();
            return End.of(lifecycle, spec);
        }
    }
}
