package dev.weir.query;

import dev.weir.schema.rollup.Rollup;
import dev.weir.storage.MetricStore;
import dev.weir.storage.WindowRollup;
import java.util.List;
import java.util.function.Consumer;

/// Takes a plan, gives its windows in the order of time, with few in memory at once.
final class RangeReader {
    /// Windows read at a time: a busy customer's takes some ten kilobytes.
    private static final int WINDOWS_AT_A_TIME = 600;

    /// Windows of one request; the sketches of so many merge within seconds.
    static final long MAX_WINDOWS = 200_000;

    private final MetricStore store;

    RangeReader(MetricStore store) {
        this.store = store;
    }

    /// Calls for each window that has requests.
    ///
    /// @throws Problem 400 if there are too many windows, 503 if the deadline passes
    void forEach(
            String customer, RangePlan plan, Deadline deadline, Consumer<WindowRollup> consumer) {
        long windows = 0;
        for (RangePlan.Piece piece : plan.pieces()) {
            windows += (piece.to() - piece.from()) / piece.tier().millis();
        }
        if (windows > MAX_WINDOWS) {
            throw new Problem(
                    ErrorCode.RANGE_TOO_LONG,
                    "the range has "
                            + windows
                            + " windows of the tiers it comes from; allowed: "
                            + MAX_WINDOWS,
                    "from",
                    List.of("a shorter range"));
        }
        for (RangePlan.Piece piece : plan.pieces()) {
            long stride = piece.tier().millis() * WINDOWS_AT_A_TIME;
            for (long from = piece.from(); from < piece.to(); from += stride) {
                deadline.check();
                long to = Math.min(from + stride, piece.to());
                store.read(customer, piece.tier(), from, to).forEach(consumer);
            }
        }
    }

    /// The merge of all windows.
    Rollup merged(String customer, RangePlan plan, Deadline deadline) {
        Rollup merged = new Rollup();
        forEach(customer, plan, deadline, window -> merged.merge(window.rollup()));
        return merged;
    }
}
