package dev.weir.collector;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/// The collector's Prometheus metrics. Counters move per batch or rarer, never per line, but for
/// rejected lines.
public final class CollectorMetrics {
    private final Counter readBytes;
    private final Counter requests;
    private final Counter readLines;
    private final Counter shippedLines;
    private final Gauge waitingLines;
    private final Counter batches;
    private final Counter rejected;
    private final Counter rotations;
    private final Counter truncations;
    final CatalogueMetrics catalogue;
    private final Counter checkpointFailures;
    private final Gauge openFiles;
    private final Gauge lagBytes;
    private final Gauge lagSeconds;
    private final Gauge stalledFiles;
    private final Counter cut;
    private final Counter gapBytes;
    private final Counter checkpointDamages;
    private final Counter rereadBytes;
    private final Counter fileErrors;

    /// Registers the metrics.
    public CollectorMetrics(PrometheusRegistry registry) {
        readBytes = counter(registry, "read_bytes", "Bytes of log lines read");
        requests = counter(registry, "requests", "Requests handed to the shipper");
        readLines = counter(registry, "read_lines", "Lines read");
        shippedLines =
                counter(
                        registry,
                        "shipped_lines",
                        "Lines that became requests and are acknowledged");
        waitingLines =
                gauge(
                        registry,
                        "waiting_lines",
                        "Lines that became requests and are not acknowledged yet");
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
        lagBytes = gauge(registry, "lag_bytes", "Bytes of open log files not acknowledged yet");
        lagSeconds =
                gauge(registry, "lag_seconds", "For how long the log furthest behind has been so");
        stalledFiles =
                Gauge.builder()
                        .name("weir_collector_stalled_files")
                        .help("Log files that grow and are not read on")
                        .labelNames("reason")
                        .register(registry);
        cut = counter(registry, "cut_lines", "Requests whose line was too long and was cut");
        gapBytes = counter(registry, "gap_bytes", "Bytes known to be lost when a log was emptied");
        checkpointDamages =
                counter(registry, "checkpoint_damages", "Checkpoint files found damaged");
        rereadBytes =
                counter(
                        registry,
                        "reread_bytes",
                        "Bytes read again at most, for their checkpoint was damaged");
        fileErrors =
                Counter.builder()
                        .name("weir_collector_file_errors_total")
                        .help("Log files that could not be read, or not to their end")
                        .labelNames("reason")
                        .register(registry);
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

    void read(long lines, int requestsOfThese) {
        readLines.inc(lines);
        waitingLines.inc(requestsOfThese);
    }

    /// Says that so many requests wait no longer, and how many of them were shipped.
    void settled(int requestsOfThese, int shipped) {
        waitingLines.dec(requestsOfThese);
        shippedLines.inc(shipped);
    }

    void rejected(String reason) {
        rejected.labelValues(reason).inc();
    }

    void rotated() {
        rotations.inc();
    }

    double fileErrors(String reason) {
        return fileErrors.labelValues(reason).get();
    }

    double stalled(String reason) {
        return stalledFiles.labelValues(reason).get();
    }

    double truncations() {
        return truncations.get();
    }

    double gapBytes() {
        return gapBytes.get();
    }

    void truncated() {
        truncations.inc();
    }

    void checkpointFailed() {
        checkpointFailures.inc();
    }

    void openFiles(int count) {
        openFiles.set(count);
    }

    void lag(long bytes, long millis) {
        lagBytes.set((double) bytes);
        lagSeconds.set(millis / 1000.0);
    }

    void stalled(String reason, int files) {
        stalledFiles.labelValues(reason).set(files);
    }

    void cut() {
        cut.inc();
    }

    void gap(long bytes) {
        gapBytes.inc((double) bytes);
    }

    void checkpointDamaged(int slots) {
        checkpointDamages.inc(slots);
    }

    void reread(long bytes) {
        rereadBytes.inc((double) bytes);
    }

    void fileError(String reason) {
        fileErrors.labelValues(reason).inc();
    }
}
