package dev.weir.collector;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/// The collector's Prometheus metrics. Counters move per batch or rarer, never per line, but for
/// rejected lines.
public final class CollectorMetrics {
    private final Counter readBytes;
    private final Counter requests;
    private final Counter batches;
    private final Counter rejected;
    private final Counter rotations;
    private final Counter truncations;
    final CatalogueMetrics catalogue;
    private final Counter checkpointFailures;
    private final Gauge openFiles;
    private final Gauge waitingBytes;

    /// Registers the metrics.
    public CollectorMetrics(PrometheusRegistry registry) {
        readBytes = counter(registry, "read_bytes", "Bytes of log lines read");
        requests = counter(registry, "requests", "Requests handed to the shipper");
        batches = counter(registry, "batches", "Batches handed to the shipper");
        rejected =
                Counter.builder()
                        .name("weir_collector_rejected_lines_total")
                        .help("Lines that are no requests in their log's format")
                        .labelNames("reason")
                        .register(registry);
        rotations = counter(registry, "rotations", "New files found in the place of an old one");
        truncations = counter(registry, "truncations", "Logs found smaller than before");
        catalogue = new CatalogueMetrics(registry);
        checkpointFailures =
                counter(registry, "checkpoint_failures", "Checkpoints that could not be written");
        openFiles = gauge(registry, "open_files", "Log files open");
        waitingBytes =
                gauge(registry, "waiting_bytes", "Bytes of open log files not acknowledged yet");
    }

    private static Counter counter(PrometheusRegistry registry, String name, String help) {
        return Counter.builder()
                .name("weir_collector_" + name + "_total")
                .help(help)
                .register(registry);
    }

    private static Gauge gauge(PrometheusRegistry registry, String name, String help) {
        return Gauge.builder().name("weir_collector_" + name).help(help).register(registry);
    }

    void shipped(int requestCount, long bytes) {
        batches.inc();
        requests.inc(requestCount);
        readBytes.inc(bytes);
    }

    void rejected(String reason) {
        rejected.labelValues(reason).inc();
    }

    void rotated() {
        rotations.inc();
    }

    void truncated() {
        truncations.inc();
    }

    void checkpointFailed() {
        checkpointFailures.inc();
    }

    void openFiles(int count, long waiting) {
        openFiles.set(count);
        waitingBytes.set((double) waiting);
    }
}
