package dev.weir.benchmarks.stores;

import dev.weir.schema.yaml.ConfigurationException;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// How long a backend takes for what a dashboard asks: again and again, and first thing after a start
/// with nothing in memory.
final class Asking {
    private static final int WARM_SAMPLES = 200;
    private static final long WARM_NANOS = TimeUnit.SECONDS.toNanos(5);

    /// Cold starts for each query. After each all customers ask, and the later ones find a little of what
    /// the earlier ones had read.
    private static final int STARTS = 2;

    /// Times in microseconds.
    private record Times(Histogram warm, Histogram warmWhole, Histogram cold) {
        Times() {
            this(new Histogram(3), new Histogram(3), new Histogram(3));
        }
    }

    private final Backend backend;
    private final DataSet data;
    private final Map<DashboardQuery, Times> times = new EnumMap<>(DashboardQuery.class);
    private boolean dropped = true;

    private Asking(Backend backend, DataSet data) {
        this.backend = backend;
        this.data = data;
        for (DashboardQuery query : DashboardQuery.values()) {
            times.put(query, new Times());
        }
    }

    /// Asks everything.
    ///
    /// @param answers of other backends, by path: they must be the same; empty for the first one, which
    ///     fills them
    static Asking run(Backend backend, DataSet data, Map<String, String> answers) throws Exception {
        var asking = new Asking(backend, data);
        try (StoreApi api = asking.open()) {
            asking.check(api, answers);
            for (DashboardQuery query : DashboardQuery.values()) {
                asking.askWarm(api, query);
            }
        }
        for (DashboardQuery query : DashboardQuery.values()) {
            for (int start = 0; start < STARTS; start++) {
                asking.askCold(query);
            }
        }
        return asking;
    }

    private StoreApi open() throws ConfigurationException {
        return new StoreApi(backend.open(), data.end());
    }

    private Times times(DashboardQuery query) {
        return times.computeIfAbsent(query, _ -> new Times());
    }

    /// What is asked one after the other, all over again.
    private List<String> paths(DashboardQuery query) {
        return data.some().stream()
                .map(rank -> query.path(GeneratedWindows.customer(rank)))
                .distinct()
                .toList();
    }

    /// Nobody is measured who gives another answer.
    private void check(StoreApi api, Map<String, String> answers)
            throws IOException, InterruptedException {
        for (DashboardQuery query : DashboardQuery.values()) {
            for (String path : paths(query)) {
                String body = api.get(path).body();
                if (!answers.computeIfAbsent(path, _ -> body).equals(body)) {
                    throw new IllegalStateException(
                            backend.name() + " answers " + path + " differently");
                }
            }
        }
    }

    private void askWarm(StoreApi api, DashboardQuery query)
            throws IOException, InterruptedException {
        List<String> paths = paths(query);
        for (String path : paths) {
            var _ = api.get(path);
        }
        Times times = times(query);
        long end = System.nanoTime() + WARM_NANOS;
        while (times.warm().getTotalCount() < WARM_SAMPLES && System.nanoTime() < end) {
            for (String path : paths) {
                StoreApi.Answer answer = api.get(path);
                times.warm().recordValue(answer.nanosInStore() / 1000);
                times.warmWhole().recordValue(answer.nanos() / 1000);
            }
        }
    }

    private void askCold(DashboardQuery query) throws Exception {
        backend.restart();
        dropped &= PageCache.drop(backend.files());
        try (StoreApi api = open()) {
            for (String path : paths(query)) {
                times(query).cold().recordValue(api.get(path).nanosInStore() / 1000);
            }
        }
    }

    static String header() {
        return """
        | store | query | warm p50, ms | p99 | asked | with the API p50 | cold p50, ms | p99 \
        | asked |
        |---|---|---:|---:|---:|---:|---:|---:|---:|
        """;
    }

    /// The rows of the table.
    String table() {
        StringBuilder table = new StringBuilder();
        times.forEach((query, measured) ->
                table.append(
                        String.format(
                                Locale.ROOT,
                                "| %s | %s | %.2f | %.2f | %d | %.2f | %.2f | %.2f | %d |%n",
                                backend.name(),
                                query.label(),
                                millis(measured.warm(), 50),
                                millis(measured.warm(), 99),
                                measured.warm().getTotalCount(),
                                millis(measured.warmWhole(), 50),
                                millis(measured.cold(), 50),
                                millis(measured.cold(), 99),
                                measured.cold().getTotalCount())));
        return table.toString();
    }

    private static double millis(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / 1000.0;
    }

    /// Whether the kernel forgot the files before each cold start.
    boolean wasCold() {
        return dropped;
    }
}
