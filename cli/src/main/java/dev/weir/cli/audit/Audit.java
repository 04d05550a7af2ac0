package dev.weir.cli.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Compares what stands in log files with what was counted, by customer and minute, so that a line
/// missing here and one repeated there do not make up for each other.
public final class Audit {
    /// A customer's minute that differs.
    ///
    /// @param customer whose
    /// @param minute start of the minute, milliseconds since 1970-01-01T00:00Z
    /// @param expected requests in the files
    /// @param counted requests in the store
    public record Difference(String customer, long minute, long expected, long counted) {}

    /// The outcome.
    ///
    /// @param lines lines in the files
    /// @param rejected of these, no requests in the files' format
    /// @param expected requests in the files
    /// @param counted requests in the store, in the same customers' minutes
    /// @param missing requests in the files that were not counted
    /// @param repeated requests that were counted and do not stand in the files
    /// @param differences where
    public record Outcome(
            long lines,
            long rejected,
            long expected,
            long counted,
            long missing,
            long repeated,
            List<Difference> differences) {

        /// Copies the list.
        public Outcome {
            differences = List.copyOf(differences);
        }

        /// Whether every line was counted exactly once.
        public boolean isExact() {
            return missing == 0 && repeated == 0;
        }
    }

    private static final long MINUTE = 60_000;

    /// Minutes asked for at once: sparse logs of years would make huge ranges else.
    private static final long MAX_SPAN = 5_000 * MINUTE;

    static Outcome compare(ExpectedCells expected, CountedCells counted)
            throws IOException, InterruptedException {
        long total = 0;
        long missing = 0;
        long repeated = 0;
        List<Difference> differences = new ArrayList<>();
        for (var customer : expected.requests().entrySet()) {
            for (var cell : merged(customer.getKey(), customer.getValue(), counted).entrySet()) {
                long in = customer.getValue().getOrDefault(cell.getKey(), 0L);
                long out = cell.getValue();
                total += out;
                missing += Math.max(in - out, 0);
                repeated += Math.max(out - in, 0);
                if (in != out) {
                    differences.add(new Difference(customer.getKey(), cell.getKey(), in, out));
                }
            }
        }
        return new Outcome(
                expected.lines(),
                expected.rejected(),
                expected.total(),
                total,
                missing,
                repeated,
                differences);
    }

    /// The counted requests of every minute that the files have, and of those between them.
    private static Map<Long, Long> merged(
            String customer, NavigableMap<Long, Long> minutes, CountedCells counted)
            throws IOException, InterruptedException {
        Map<Long, Long> cells = new TreeMap<>();
        minutes.keySet().forEach(minute -> cells.put(minute, 0L));
        Long from = minutes.firstKey();
        while (from != null) {
            Long last = minutes.floorKey(from + MAX_SPAN - MINUTE);
            long to = (last == null ? from : last) + MINUTE;
            cells.putAll(counted.requests(customer, from, to));
            from = minutes.ceilingKey(to);
        }
        return cells;
    }

    private Audit() {}
}
