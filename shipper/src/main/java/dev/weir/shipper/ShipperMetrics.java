package dev.weir.shipper;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.function.LongSupplier;

/// What a shipper counts. One instance per registry.
public final class ShipperMetrics {
    private static final double NANOS = 1e9;

    private final Counter batches;
    private final Counter requests;
    private final Counter rawBytes;
    private final Counter frameBytes;
    private final Counter retries;
    private final Counter samples;
    private final Counter reopened;
    private final Counter splits;
    private final Counter rejected;
    private final Histogram acknowledgement;
    private final Gauge state;
    private volatile LongSupplier inFlightBytes = () -> 0;
    private volatile LongSupplier inFlightBatches = () -> 0;

    /// Registers the metrics.
    public ShipperMetrics(PrometheusRegistry registry) {
        batches = counter(registry, "batches", "Batches that Kafka acknowledged.");
        requests = counter(registry, "requests", "Requests in acknowledged batches.");
        rawBytes = counter(registry, "raw_bytes", "Bytes of acknowledged batches before framing.");
        frameBytes = counter(registry, "frame_bytes", "Bytes of acknowledged frames.");
        retries =
                Counter.builder()
                        .name("weir_shipper_retries_total")
                        .help("How often sending failed and everything unacknowledged was resent.")
                        .labelNames("cause")
                        .register(registry);
        splits =
                counter(
                        registry,
                        "split_batches",
                        "Batches halved for they were too large for Kafka.");
        rejected =
                Counter.builder()
                        .name("weir_shipper_rejected_requests_total")
                        .help("Requests that no batch can carry, by reason.")
                        .labelNames("reason")
                        .register(registry);
        rejected.initLabelValues(ShipmentSplitter.TOO_LARGE);
        reopened =
                Counter.builder()
                        .name("weir_shipper_credential_reloads_total")
                        .help("Changed certificates for Kafka, by whether they could be used.")
                        .labelNames("outcome")
                        .register(registry);
        reopened.initLabelValues("accepted");
        reopened.initLabelValues("refused");
        samples =
                Counter.builder()
                        .name("weir_shipper_rejected_samples_total")
                        .help("Samples of rejected lines, by whether they reached Kafka.")
                        .labelNames("outcome")
                        .register(registry);
        samples.initLabelValues("stored");
        samples.initLabelValues("dropped");
        acknowledgement =
                Histogram.builder()
                        .name("weir_shipper_acknowledgement_seconds")
                        .help("From the acceptance of a batch to its acknowledgement by Kafka.")
                        .unit(Unit.SECONDS)
                        .classicUpperBounds(
                                .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5, 30)
                        .register(registry);
        state =
                Gauge.builder()
                        .name("weir_shipper_state")
                        .help("1 for the state that the shipper is in.")
                        .labelNames("state")
                        .register(registry);
        gauge(registry, "bytes", "Bytes", () -> inFlightBytes.getAsLong());
        gauge(registry, "batches", "Count", () -> inFlightBatches.getAsLong());
    }

    private static Counter counter(PrometheusRegistry registry, String what, String help) {
        return Counter.builder()
                .name("weir_shipper_" + what + "_total")
                .help(help)
                .register(registry);
    }

    private static void gauge(
            PrometheusRegistry registry, String what, String noun, LongSupplier value) {
        GaugeWithCallback.builder()
                .name("weir_shipper_in_flight_" + what)
                .help(noun + " of batches accepted and not yet acknowledged.")
                .callback(callback -> callback.call((double) value.getAsLong()))
                .register(registry);
    }

    void observe(LongSupplier bytesInFlight, LongSupplier batchesInFlight) {
        inFlightBytes = bytesInFlight;
        inFlightBatches = batchesInFlight;
    }

    void acknowledged(Shipment shipment, long nowNanos) {
        batches.inc();
        requests.inc(shipment.requestCount);
        rawBytes.inc(shipment.rawBytes);
        frameBytes.inc(shipment.frameBytes());
        acknowledgement.observe((nowNanos - shipment.acceptedNanos) / NANOS);
    }

    void retry(RetryDecision decision) {
        retries.labelValues(decision.cause()).inc();
    }

    void split() {
        splits.inc();
    }

    void rejected(String reason) {
        rejected.labelValues(reason).inc();
    }

    void reopened(boolean usable) {
        reopened.labelValues(usable ? "accepted" : "refused").inc();
    }

    void sample(boolean stored) {
        samples.labelValues(stored ? "stored" : "dropped").inc();
    }

    void entered(ShipperState before, ShipperState now) {
        state.labelValues(before.label()).set(0);
        state.labelValues(now.label()).set(1);
    }
}
