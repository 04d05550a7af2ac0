package dev.weir.jobs.metrics;

import dev.weir.schema.Topics;
import dev.weir.schema.source.Timeliness;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/// What the stream jobs tell of themselves.
public final class JobMetrics {
    private final Counter requests;
    private final Counter repeated;
    private final Counter gapBytes;
    private final Counter aheadRequests;
    private final Counter retimedRequests;
    private final Counter lateRequests;
    private final Counter rejectedFrames;
    private final Counter partials;
    private final Counter partialBytes;
    private final Counter otherPartials;
    private final Counter lateParts;
    private final Counter rollups;
    private final Gauge watermarks;
    private final Gauge openWindows;
    private final Gauge openCustomers;
    private final Gauge keptBlockBytes;
    private final Gauge stateBytes;
    private final Counter signals;
    private final Counter alertFailures;

    private final PrometheusRegistry registry;

    /// Registers the metrics.
    public JobMetrics(PrometheusRegistry registry) {
        this.registry = registry;
        requests = counter(registry, "requests", "Requests counted.");
        repeated = counter(registry, "repeated_requests", "Requests that came again, dropped.");
        gapBytes = counter(registry, "gap_bytes", "Bytes of sources that never came.");
        aheadRequests =
                counter(
                        registry,
                        "ahead_requests",
                        "Requests that say a time after their arrival.");
        retimedRequests =
                counter(
                        registry,
                        "retimed_requests",
                        "Of these, counted at their arrival instead.");
        lateRequests =
                counter(
                        registry,
                        "late_requests",
                        "Requests that came later than windows are held.");
        rejectedFrames = counter(registry, "rejected_frames", "Frames that could not be read.");
        partials =
                counter(registry, "partials", "Customers' counts that were merged into windows.");
        otherPartials =
                counter(
                        registry,
                        "other_partials",
                        "Counts of customers beyond the cap, merged into those of _other.");
        partialBytes =
                counter(registry, "partial_bytes", "Bytes of blocks from one stage to the other.");
        lateParts = counter(registry, "late_parts", "Windows opened after their end and hold.");
        rollups = counter(registry, "rollups", "Rollups written.");
        watermarks =
                Gauge.builder()
                        .name("weir_jobs_watermark_seconds")
                        .help(
                                "Newest event time counted that is not ahead, in seconds since 1970,"
                                        + " by partition of the requests topic.")
                        .labelNames("partition")
                        .register(registry);
        openWindows = gauge(registry, "open_windows", "Windows held in memory, by task.");
        openCustomers = gauge(registry, "open_customers", "Customers with open windows, by task.");
        keptBlockBytes =
                gauge(
                        registry,
                        "kept_block_bytes",
                        "Bytes of blocks that are not in all snapshots of windows, by task.");
        stateBytes =
                gauge(
                        registry,
                        "state_bytes",
                        "Bytes that a restart reads back: snapshots of windows and kept blocks, by task.");
        signals =
                Counter.builder()
                        .name("weir_jobs_signals_total")
                        .help("Signals opened, by kind.")
                        .labelNames("kind")
                        .register(registry);
        alertFailures =
                counter(registry, "alert_failures", "Alerts that Alertmanager did not take.");
    }

    private static Counter counter(PrometheusRegistry registry, String name, String help) {
        return Counter.builder().name("weir_jobs_" + name + "_total").help(help).register(registry);
    }

    private static Gauge gauge(PrometheusRegistry registry, String name, String help) {
        return Gauge.builder()
                .name("weir_jobs_" + name)
                .help(help)
                .labelNames("task")
                .register(registry);
    }

    /// Shows how far a job is behind the ends of its topics, as its consumers say.
    ///
    /// @param kafka the metrics of the job's Kafka clients
    public void lagOf(Supplier<Map<MetricName, ? extends Metric>> kafka) {
        GaugeWithCallback.builder()
                .name("weir_jobs_lag_records")
                .help("Records that are still to be read, by topic and partition.")
                .labelNames("topic", "partition")
                .callback(gauge -> kafka.get().values().forEach(metric -> showLag(metric, gauge)))
                .register(registry);
    }

    private static void showLag(Metric metric, GaugeWithCallback.Callback gauge) {
        MetricName name = metric.metricName();
        String partition = name.tags().get("partition");
        String topic = name.tags().get("topic");
        // Kafka gives each a second time, with underscores for dots.
        boolean isInput = Topics.REQUESTS.equals(topic) || Topics.PARTIALS.equals(topic);
        boolean isLag = isInput && name.name().equals("records-lag");
        if (isLag
                && topic != null
                && partition != null
                && metric.metricValue() instanceof Double lag
                && !lag.isNaN()) {
            gauge.call(lag, topic, partition);
        }
    }

    /// A batch was counted.
    public void batch(long newRequests, long repeatedRequests, long gap) {
        requests.inc(newRequests);
        repeated.inc(repeatedRequests);
        gapBytes.inc(gap);
    }

    /// How timely the requests of a source were, before and after a batch.
    public void timeliness(Timeliness before, Timeliness after) {
        aheadRequests.inc(after.requestsAhead() - before.requestsAhead());
        retimedRequests.inc(after.retimedRequests() - before.retimedRequests());
        lateRequests.inc(after.lateRequests() - before.lateRequests());
    }

    /// The newest event time of a partition, milliseconds since 1970-01-01T00:00Z.
    public void watermark(int partition, long millis) {
        watermarks.labelValues(Integer.toString(partition)).set(millis / 1e3);
    }

    /// A partition is counted by another instance from now on.
    public void forgetWatermark(int partition) {
        watermarks.remove(Integer.toString(partition));
    }

    /// A frame could not be read.
    public void frameRejected() {
        rejectedFrames.inc();
    }

    /// A block was written for the second stage.
    public void partialWritten(int bytes) {
        partialBytes.inc(bytes);
    }

    /// A block's cells were merged, some of them into those of the others.
    public void partialsMerged(int cells, int ofOthers) {
        partials.inc(cells);
        otherPartials.inc(ofOthers);
    }

    /// A window was opened for data that came after its end and hold.
    public void latePart() {
        lateParts.inc();
    }

    /// A rollup was written.
    public void rollupWritten() {
        rollups.inc();
    }

    /// How many customers have open windows in a task.
    public void openCustomers(String task, int count) {
        openCustomers.labelValues(task).set(count);
    }

    /// What the blocks take that a task keeps beside its windows.
    public void keptBlocks(String task, long bytes) {
        keptBlockBytes.labelValues(task).set((double) bytes);
    }

    /// What a task keeps over a restart.
    public void stateBytes(String task, long bytes) {
        stateBytes.labelValues(task).set((double) bytes);
    }

    /// How many windows a task holds.
    public void openWindows(String task, int count) {
        openWindows.labelValues(task).set(count);
    }

    /// A signal opened.
    public void signalOpened(String kind) {
        signals.labelValues(kind).inc();
    }

    /// Alertmanager did not take alerts.
    public void alertFailed() {
        alertFailures.inc();
    }
}
