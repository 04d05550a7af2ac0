package dev.weir.collector.input;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/// The Prometheus metrics of all inputs. Their only labels are the configured name of the input and
/// reasons that stand in the code.
final class InputMetrics {
    private final Counter receivedLines;
    private final Counter receivedBytes;
    private final Counter spooledLines;
    private final Counter droppedLines;
    private final Counter cutLines;
    private final Counter tornLines;
    private final Counter refusedConnections;
    private final Counter kernelDrops;
    private final Counter certificateReloads;
    private final Gauge connections;
    private final Gauge spoolBytes;

    InputMetrics(PrometheusRegistry registry) {
        receivedLines = counter(registry, "input_received_lines", "Lines received");
        receivedBytes = counter(registry, "input_received_bytes", "Bytes received, as messages");
        spooledLines = counter(registry, "input_spooled_lines", "Lines written to the spool");
        droppedLines =
                Counter.builder()
                        .name("weir_collector_input_dropped_lines_total")
                        .help(
                                "Lines received that were not written to the spool, or given up in it")
                        .labelNames("input", "reason")
                        .register(registry);
        cutLines = counter(registry, "input_cut_lines", "Lines cut at the greatest length");
        tornLines =
                counter(
                        registry,
                        "spool_torn_lines",
                        "Lines that a crash left unfinished in the spool");
        refusedConnections =
                Counter.builder()
                        .name("weir_collector_input_closed_connections_total")
                        .help("Connections that were closed on the sender, by reason")
                        .labelNames("input", "reason")
                        .register(registry);
        kernelDrops =
                counter(
                        registry,
                        "udp_kernel_drops",
                        "Datagrams that the kernel dropped because its buffer was full");
        certificateReloads =
                Counter.builder()
                        .name("weir_collector_input_certificate_reloads_total")
                        .help("Changed certificates of an input, by whether they could be used")
                        .labelNames("input", "outcome")
                        .register(registry);
        connections = gauge(registry, "input_connections", "Connections open");
        spoolBytes = gauge(registry, "spool_bytes", "Bytes in the spool");
    }

    private static Counter counter(PrometheusRegistry registry, String name, String help) {
        return Counter.builder()
                .name("weir_collector_" + name + "_total")
                .help(help)
                .labelNames("input")
                .register(registry);
    }

    private static Gauge gauge(PrometheusRegistry registry, String name, String help) {
        return Gauge.builder()
                .name("weir_collector_" + name)
                .help(help)
                .labelNames("input")
                .register(registry);
    }

    InputMeter of(String input) {
        return new InputMeter(
                receivedLines.labelValues(input),
                receivedBytes.labelValues(input),
                spooledLines.labelValues(input),
                reason -> droppedLines.labelValues(input, reason),
                cutLines.labelValues(input),
                tornLines.labelValues(input),
                reason -> refusedConnections.labelValues(input, reason),
                kernelDrops.labelValues(input),
                outcome -> certificateReloads.labelValues(input, outcome),
                connections.labelValues(input),
                spoolBytes.labelValues(input));
    }
}
