package dev.weir.jobs.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/// What the stream jobs tell of themselves.
public final class JobMetrics {
    private final Counter requests;
    private final Counter repeated;
    private final Counter gapBytes;
    private final Counter rejectedFrames;
    private final Counter partials;
    private final Counter lateParts;
    private final Counter rollups;
    private final Gauge openWindows;
    private final Counter signals;
    private final Counter alertFailures;

    /// Registers the metrics.
    public JobMetrics(PrometheusRegistry registry) {
        requests = counter(registry, "requests", "Requests counted.");
        repeated = counter(registry, "repeated_requests", "Requests that came again, dropped.");
        gapBytes = counter(registry, "gap_bytes", "Bytes of sources that never came.");
        rejectedFrames = counter(registry, "rejected_frames", "Frames that could not be read.");
        partials = counter(registry, "partials", "Rollups of batches merged into windows.");
        lateParts = counter(registry, "late_parts", "Windows opened after their end and hold.");
        rollups = counter(registry, "rollups", "Rollups written.");
        openWindows =
                Gauge.builder()
                        .name("weir_jobs_open_windows")
                        .help("Windows held in memory, by task.")
                        .labelNames("task")
                        .register(registry);
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

    /// A batch was counted.
    public void batch(long newRequests, long repeatedRequests, long gap) {
        requests.inc(newRequests);
        repeated.inc(repeatedRequests);
        gapBytes.inc(gap);
    }

    /// A frame could not be read.
    public void frameRejected() {
        rejectedFrames.inc();
    }

    /// A batch's rollup was merged.
    public void partialMerged() {
        partials.inc();
    }

    /// A window was opened for data that came after its end and hold.
    public void latePart() {
        lateParts.inc();
    }

    /// Rollups were written.
    public void rollupsWritten(int count) {
        rollups.inc(count);
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
