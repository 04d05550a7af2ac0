package dev.weir.cli.export;

import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.LatencySketch;
import dev.weir.schema.rollup.Rollup;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A column of an export: names and units are those of the API.
///
/// @param name the header
/// @param kind what its values are
/// @param reading takes a window, gives the value, a `Long`, `Double` or `String`; null where
///     nothing was measured
record Column(String name, Column.Kind kind, Function<ExportedWindow, @Nullable Object> reading) {
    /// What values are.
    enum Kind {
        /// Milliseconds since 1970-01-01T00:00Z, as a point in time.
        TIME,
        /// Text.
        TEXT,
        /// A whole number.
        COUNT,
        /// Milliseconds, with a fraction; may be missing.
        MILLIS
    }

    private static final double[] PERCENTILES = {50, 90, 95, 99, 99.9};
    private static final String[] PERCENTILE_NAMES = {"p50", "p90", "p95", "p99", "p999"};

    /// All columns, in the order in which they are written.
    static List<Column> all() {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("window_start", Kind.TIME, ExportedWindow::start));
        columns.add(new Column("window_start_ms", Kind.COUNT, ExportedWindow::start));
        columns.add(new Column("customer", Kind.TEXT, ExportedWindow::customer));
        for (Counter counter : Counter.values()) {
            columns.add(
                    new Column(
                            counter.wireName(),
                            Kind.COUNT,
                            window -> window.rollup().counter(counter)));
        }
        addPercentiles("latency", Rollup::latency, columns);
        addPercentiles("origin_latency", Rollup::originLatency, columns);
        columns.add(
                new Column(
                        "unique_clients",
                        Kind.COUNT,
                        window -> Math.round(window.rollup().uniqueClients().estimate())));
        return List.copyOf(columns);
    }

    private static void addPercentiles(
            String of, Function<Rollup, LatencySketch> sketch, List<Column> target) {
        for (int i = 0; i < PERCENTILES.length; i++) {
            double percentile = PERCENTILES[i];
            target.add(
                    new Column(
                            of + "_" + PERCENTILE_NAMES[i],
                            Kind.MILLIS,
                            window ->
                                    millis(sketch.apply(window.rollup()).percentile(percentile))));
        }
    }

    private static @Nullable Double millis(long micros) {
        return micros < 0 ? null : micros / 1000.0;
    }
}
