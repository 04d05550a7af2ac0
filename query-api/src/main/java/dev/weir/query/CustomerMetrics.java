package dev.weir.query;

import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.LatencySketch;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupFields;
import dev.weir.schema.rollup.Sketch;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.MetricStore;
import dev.weir.storage.Retention;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The latest complete minute of each customer, as gauges, so that a Prometheus can alert on them.
final class CustomerMetrics {
    /// Further customers, by name, are left out, and how many is a gauge of its own.
    static final int MAX_CUSTOMERS = 1_000;

    private static final long MINUTE_MILLIS = 60_000;
    private static final double[] QUANTILES = {0.5, 0.9, 0.99};
    private static final RollupFields FIELDS =
            RollupFields.of(Counter.values())
                    .and(RollupFields.of(Sketch.LATENCY))
                    .and(RollupFields.of(Sketch.UNIQUE_CLIENTS));

    private final MetricStore store;
    private final Retention retention;
    private final CustomerDirectory customers;

    CustomerMetrics(MetricStore store, Retention retention, CustomerDirectory customers) {
        this.store = store;
        this.retention = retention;
        this.customers = customers;
    }

    MetricSnapshots scrape(Call call) {
        long freshUntil = store.freshUntil();
        long end = Math.floorDiv(freshUntil, MINUTE_MILLIS) * MINUTE_MILLIS;
        var range = new TimeRange(end - MINUTE_MILLIS, end);
        List<String> all = customers.seenBy(call.caller());
        List<String> shown = all.subList(0, Math.min(all.size(), MAX_CUSTOMERS));
        List<MetricSnapshot> snapshots = new ArrayList<>();
        Map<String, Rollup> rollups = new LinkedHashMap<>();
        if (freshUntil > 0) {
            Tier coarsest =
                    retention.list().stream()
                            .filter(tier -> MINUTE_MILLIS % tier.millis() == 0)
                            .reduce((finer, coarser) -> coarser)
                            .orElse(retention.finest());
            RangePlan plan = RangePlan.of(range, coarsest, retention, freshUntil, call.nowMillis());
            rollups.putAll(merged(plan, shown, call.deadline()));
            snapshots.add(
                    single(
                            "weir_customers_minute_start_seconds",
                            "Start of the minute that the gauges are of",
                            range.from() / 1000.0));
        }
        snapshots.add(
                single(
                        "weir_customers_omitted",
                        "Customers that are not listed here",
                        all.size() - shown.size()));
        addGauges(rollups, snapshots);
        return new MetricSnapshots(snapshots);
    }

    /// By customer, in their order: one walk through the minute, not one for each customer.
    private Map<String, Rollup> merged(RangePlan plan, List<String> shown, Deadline deadline) {
        Map<String, Rollup> merged = new LinkedHashMap<>();
        shown.forEach(customer -> merged.put(customer, new Rollup()));
        for (RangePlan.Piece piece : plan.pieces()) {
            store.forEachCustomer(
                    Set.copyOf(shown),
                    piece.tier(),
                    piece.from(),
                    piece.to(),
                    FIELDS,
                    (customer, rollup) -> {
                        deadline.check();
                        merged.computeIfAbsent(customer, _ -> new Rollup()).merge(rollup);
                    });
        }
        return merged;
    }

    private static void addGauges(Map<String, Rollup> rollups, List<MetricSnapshot> target) {
        for (Counter counter : Counter.values()) {
            var gauge =
                    gauge(
                            "weir_customer_" + counter.wireName(),
                            "In the latest complete minute: " + counter.wireName());
            rollups.forEach((customer, rollup) ->
                    add(gauge, Labels.of("customer", customer), (double) rollup.counter(counter)));
            target.add(gauge.build());
        }
        var clients =
                gauge(
                        "weir_customer_unique_clients",
                        "In the latest complete minute: distinct clients, estimated");
        var latency =
                gauge(
                        "weir_customer_latency_seconds",
                        "In the latest complete minute: time spent on requests, by quantile");
        rollups.forEach((customer, rollup) -> {
            add(
                    clients,
                    Labels.of("customer", customer),
                    Math.rint(rollup.uniqueClients().estimate()));
            addLatency(latency, customer, rollup.latency());
        });
        target.add(clients.build());
        target.add(latency.build());
    }

    private static void addLatency(
            GaugeSnapshot.Builder target, String customer, LatencySketch latency) {
        if (latency.count() > 0) {
            for (double quantile : QUANTILES) {
                add(
                        target,
                        Labels.of("customer", customer, "quantile", String.valueOf(quantile)),
                        latency.percentile(quantile * 100) / 1e6);
            }
        }
    }

    private static GaugeSnapshot single(String name, String help, double value) {
        var gauge = gauge(name, help);
        add(gauge, Labels.EMPTY, value);
        return gauge.build();
    }

    private static GaugeSnapshot.Builder gauge(String name, String help) {
        return GaugeSnapshot.builder().name(name).help(help);
    }

    private static void add(GaugeSnapshot.Builder target, Labels labels, double value) {
        target.dataPoint(
                GaugeSnapshot.GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
    }
}
