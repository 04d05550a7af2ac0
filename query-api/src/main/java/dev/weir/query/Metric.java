package dev.weir.query;

import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.LatencySketch;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupFields;
import dev.weir.schema.rollup.Sketch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A number that the API gives of a rollup.
final class Metric {
    /// Most that a latency percentile is off, relative.
    static final String LATENCY_ERROR = "1%";

    /// One standard deviation of the estimate of unique clients, relative.
    static final String UNIQUE_CLIENTS_ERROR = "1.6%";

    private static final Map<String, Metric> ALL = all();

    private final String name;
    private final RollupFields fields;
    private final Function<Rollup, @Nullable Number> reading;

    private Metric(String name, RollupFields fields, Function<Rollup, @Nullable Number> reading) {
        this.name = name;
        this.fields = fields;
        this.reading = reading;
    }

    private static Map<String, Metric> all() {
        List<Metric> metrics = new ArrayList<>();
        for (Counter counter : Counter.values()) {
            metrics.add(
                    new Metric(
                            counter.wireName(),
                            RollupFields.of(counter),
                            rollup -> rollup.counter(counter)));
        }
        metrics.add(ratio("cache_hit_ratio", Counter.CACHED_REQUESTS));
        metrics.add(ratio("error_ratio", Counter.STATUS_5XX));
        addPercentiles("latency", Sketch.LATENCY, Rollup::latency, metrics);
        addPercentiles("origin_latency", Sketch.ORIGIN_LATENCY, Rollup::originLatency, metrics);
        metrics.add(
                new Metric(
                        "unique_clients",
                        RollupFields.of(Sketch.UNIQUE_CLIENTS),
                        rollup -> Math.round(rollup.uniqueClients().estimate())));
        Map<String, Metric> byName = new LinkedHashMap<>();
        for (Metric metric : metrics) {
            byName.put(metric.name, metric);
        }
        return byName;
    }

    private static Metric ratio(String name, Counter part) {
        return new Metric(
                name,
                RollupFields.of(Counter.REQUESTS, part),
                rollup -> {
                    long requests = rollup.counter(Counter.REQUESTS);
                    return requests == 0
                            ? null
                            : Math.round(1e6 * rollup.counter(part) / requests) / 1e6;
                });
    }

    private static void addPercentiles(
            String of, Sketch field, Function<Rollup, LatencySketch> sketch, List<Metric> target) {
        double[] percentiles = {50, 90, 95, 99, 99.9};
        String[] names = {"50", "90", "95", "99", "999"};
        for (int i = 0; i < names.length; i++) {
            double percentile = percentiles[i];
            target.add(
                    new Metric(
                            of + "_p" + names[i],
                            RollupFields.of(field),
                            rollup -> {
                                long micros = sketch.apply(rollup).percentile(percentile);
                                return micros < 0 ? null : micros / 1000.0;
                            }));
        }
    }

    /// Every metric, in the order of the documentation.
    static List<Metric> list() {
        return List.copyOf(ALL.values());
    }

    /// Takes names separated by commas, gives the metrics in that order.
    ///
    /// @throws Problem 400 if one is not known
    static List<Metric> parse(String names) {
        Set<Metric> metrics = new LinkedHashSet<>();
        for (String name : names.split(",", -1)) {
            Metric metric = ALL.get(name.strip());
            if (metric == null) {
                throw Problem.badParameter("metrics", name, names(ALL.values()));
            }
            metrics.add(metric);
        }
        return List.copyOf(metrics);
    }

    private static List<String> names(Collection<Metric> metrics) {
        return metrics.stream().map(Metric::name).toList();
    }

    /// What of rollups some metrics are read from.
    static RollupFields fields(Collection<Metric> metrics) {
        return metrics.stream()
                .map(metric -> metric.fields)
                .reduce(RollupFields.NONE, RollupFields::and);
    }

    /// The name in the API.
    String name() {
        return name;
    }

    /// The value: counts are whole, latencies milliseconds, ratios 0 to 1; null where nothing was
    /// measured.
    @Nullable Number of(Rollup rollup) {
        return reading.apply(rollup);
    }
}
