package dev.weir.benchmarks.stores;

import dev.weir.schema.rollup.KeyedRollup;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// What is written and then asked for: the last five minutes of all customers, and of some what their
/// charts show.
///
/// ```
///             30 d          24 h         1 h    5 min  1 min   end
///  everyone                                     |-1 m---|-1 s---|
///  some       |----1 h------------------------------------------|
///                           |----1 m------------|
///                                        |--1 s---------|
/// ```
///
/// What some have in a window lies among all others' rows of its time, as it would for everybody: a
/// store that keeps rows in the order of writing finds each on a page of its own.
///
/// @param end the end of all data, milliseconds since 1970-01-01T00:00Z
/// @param some the customers that are asked for, by rank
/// @param parts what is written, in this order
record DataSet(long end, List<Integer> some, List<RowFile> parts) {
    private static final int SOME = 8;

    /// A window of so few requests is drawn anew each time, so that no store finds one twice. Larger
    /// ones, which are far apart, are drawn several times and repeated.
    private static final long DRAWN_ANEW = 200;

    private static final int REPEATED = 8;

    /// Seconds after the last whole minute at which the data ends.
    private static final int SECONDS_BEYOND = 6;

    private static final int MINUTES_OF_ALL = 5;
    private static final long MINUTE = Tier.MINUTE.millis();

    /// Makes the data, ending within the last two hours: stores forget what is old.
    static DataSet generate(GeneratedWindows windows, Path directory) throws IOException {
        long hour = Instant.now().truncatedTo(ChronoUnit.HOURS).toEpochMilli();
        long minute = hour - 26 * MINUTE;
        long end = minute + SECONDS_BEYOND * 1000L;
        List<Integer> some = windows.spread(SOME);
        return new DataSet(
                end,
                some,
                List.of(
                        minutesOfAll(windows, minute, directory),
                        secondsOfAll(windows, minute - MINUTE, end, directory),
                        history(windows, some, minute, directory)));
    }

    private static RowFile minutesOfAll(GeneratedWindows windows, long end, Path directory)
            throws IOException {
        try (var out = new RowFile.Writer("1 m of all", directory.resolve("minutes"))) {
            for (long at = end - MINUTES_OF_ALL * MINUTE; at < end; at += MINUTE) {
                addAll(windows, Tier.MINUTE, at, out);
            }
            return out.finished();
        }
    }

    private static RowFile secondsOfAll(
            GeneratedWindows windows, long from, long end, Path directory) throws IOException {
        try (var out = new RowFile.Writer("1 s of all", directory.resolve("seconds"))) {
            for (long at = from; at < end; at += Tier.SECOND.millis()) {
                addAll(windows, Tier.SECOND, at, out);
            }
            return out.finished();
        }
    }

    private static void addAll(GeneratedWindows windows, Tier tier, long at, RowFile.Writer out)
            throws IOException {
        for (int rank = 0; rank < windows.customers(); rank++) {
            long requests = windows.requests(rank, tier);
            if (requests > 0) {
                add(rank, tier, at, windows.rollup(rank, requests), out);
            }
        }
    }

    private static RowFile history(
            GeneratedWindows windows, List<Integer> some, long minute, Path directory)
            throws IOException {
        try (var out = new RowFile.Writer("charts of some", directory.resolve("history"))) {
            long hour = Tier.HOUR.windowStart(minute);
            var past = new Past(windows, some, out);
            past.add(Tier.HOUR, hour - 30 * Tier.DAY.millis(), hour + Tier.HOUR.millis());
            past.add(
                    Tier.MINUTE,
                    minute - Tier.DAY.millis() - 2 * MINUTE,
                    minute - MINUTES_OF_ALL * MINUTE);
            past.add(Tier.SECOND, minute - Tier.HOUR.millis(), minute - MINUTE);
            return out.finished();
        }
    }

    /// Windows of some customers, a window of all of them after the other.
    private record Past(GeneratedWindows windows, List<Integer> some, RowFile.Writer out) {
        void add(Tier tier, long from, long to) throws IOException {
            List<List<Rollup>> repeated = new ArrayList<>();
            some.forEach(rank -> repeated.add(new ArrayList<>()));
            int number = 0;
            for (long at = from; at < to; at += tier.millis(), number++) {
                for (int i = 0; i < some.size(); i++) {
                    int rank = some.get(i);
                    long requests = windows.requests(rank, tier);
                    if (requests > DRAWN_ANEW) {
                        List<Rollup> held = repeated.get(i);
                        if (held.size() < REPEATED) {
                            held.add(windows.rollup(rank, requests));
                        }
                        DataSet.add(rank, tier, at, held.get(number % held.size()), out);
                    } else if (requests > 0) {
                        DataSet.add(rank, tier, at, windows.rollup(rank, requests), out);
                    }
                }
            }
        }
    }

    private static void add(int rank, Tier tier, long at, Rollup rollup, RowFile.Writer out)
            throws IOException {
        var key = new RollupKey(GeneratedWindows.customer(rank), tier, at, 0);
        out.add(new KeyedRollup(key, rollup));
    }
}
