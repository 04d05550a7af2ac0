package dev.weir.storage;

import io.prometheus.metrics.core.datapoints.Timer;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/// What is measured of writing to the store.
public final class StoreMetrics {
    private final Counter rollupsWritten;
    private final Counter recordsRead;
    private final Counter recordsSkipped;
    private final Histogram writeSeconds;
    private final Counter failures;
    private final Gauge failing;
    private final Gauge lag;

    /// Registers the metrics: once per registry.
    public StoreMetrics(PrometheusRegistry registry) {
        rollupsWritten =
                Counter.builder()
                        .name("weir_storage_rollups_written_total")
                        .help("Rollups written to the store, rewritten ones included")
                        .register(registry);
        recordsRead =
                Counter.builder()
                        .name("weir_storage_records_read_total")
                        .help("Records read to be stored")
                        .labelNames("topic")
                        .register(registry);
        recordsSkipped =
                Counter.builder()
                        .name("weir_storage_records_skipped_total")
                        .help("Records that could not be decoded")
                        .labelNames("topic")
                        .register(registry);
        writeSeconds =
                Histogram.builder()
                        .name("weir_storage_write_duration_seconds")
                        .help("Time of one write to the store, failed ones included")
                        .register(registry);
        failures =
                Counter.builder()
                        .name("weir_storage_failures_total")
                        .help("Failed attempts to read Kafka or to write the store")
                        .register(registry);
        failing =
                Gauge.builder()
                        .name("weir_storage_failing")
                        .help("1 from a failed attempt to the next that succeeds, else 0")
                        .register(registry);
        lag =
                Gauge.builder()
                        .name("weir_storage_lag_records")
                        .help("Records in Kafka that are not in the store yet")
                        .labelNames("topic")
                        .register(registry);
    }

    /// Rollups were written.
    public void written(int rollups) {
        rollupsWritten.inc(rollups);
    }

    /// A record was read.
    public void read(String topic) {
        recordsRead.labelValues(topic).inc();
    }

    /// A record could not be decoded.
    public void skipped(String topic) {
        recordsSkipped.labelValues(topic).inc();
    }

    /// A write starts; closing the timer ends it.
    public Timer startWrite() {
        return writeSeconds.startTimer();
    }

    /// An attempt failed.
    public void failed() {
        failures.inc();
        failing.set(1);
    }

    /// An attempt succeeded.
    public void succeeded() {
        failing.set(0);
    }

    /// So many records of a topic are not in the store yet.
    public void lag(String topic, long records) {
        lag.labelValues(topic).set((double) records);
    }
}
