package dev.weir.cli;

import dev.weir.cli.config.ServeSettings;
import dev.weir.cli.run.Lifecycle;
import dev.weir.cli.run.MetricsEndpoint;
import dev.weir.schema.yaml.ConfigurationException;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// Where a process without an API shows its metrics.
final class MetricsOptions {
    @Option(
            names = "--metrics-listen",
            paramLabel = "HOST:PORT",
            description = "Serve Prometheus metrics at /metrics of this address; port 0: any.")
    private @Nullable String listen;

    void serve(PrometheusRegistry registry, Lifecycle lifecycle, CommandSpec spec)
            throws ConfigurationException {
        JvmMetrics.builder().register(registry);
        String given = listen;
        if (given == null) {
            return;
        }
        ServeSettings address =
                ServeSettings.parse(given)
                        .orElseThrow(() ->
                                new ConfigurationException(
                                        "--metrics-listen is " + given + "; allowed: host:port"));
        MetricsEndpoint endpoint =
                lifecycle.add(MetricsEndpoint.start(address.host(), address.port(), registry));
        spec.commandLine()
                .getOut()
                .println("metrics: http://" + address.host() + ":" + endpoint.port() + "/metrics");
    }
}
