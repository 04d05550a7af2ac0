package dev.weir.query;

import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupFields;
import dev.weir.storage.CustomerTotal;
import dev.weir.storage.HeaviestCustomers;
import dev.weir.storage.MetricStore;
import dev.weir.storage.WindowRollup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    /// @param fields what is wanted of them
    /// @throws Problem 400 if there are too many windows, 503 if the deadline passes
    void forEach(
            String customer,
            RangePlan plan,
            RollupFields fields,
            Deadline deadline,
            Consumer<WindowRollup> consumer) {
        forEachStretch(
                plan,
                deadline,
                piece ->
                        store.read(customer, piece.tier(), piece.from(), piece.to(), fields)
                                .forEach(consumer));
    }

    /// The merge of all windows.
    ///
    /// @param fields what is wanted of it
    /// @throws Problem 400 if there are too many windows, 503 if the deadline passes
    Rollup merged(String customer, RangePlan plan, RollupFields fields, Deadline deadline) {
        Rollup merged = new Rollup();
        forEachStretch(
                plan,
                deadline,
                piece ->
                        merged.merge(
                                store.merged(
                                        customer, piece.tier(), piece.from(), piece.to(), fields)));
        return merged;
    }

    private static void forEachStretch(
            RangePlan plan, Deadline deadline, Consumer<RangePlan.Piece> consumer) {
        requireFewWindows(plan);
        for (RangePlan.Piece piece : plan.pieces()) {
            long stride = piece.tier().millis() * WINDOWS_AT_A_TIME;
            for (long from = piece.from(); from < piece.to(); from += stride) {
                deadline.check();
                long to = Math.min(from + stride, piece.to());
                consumer.accept(new RangePlan.Piece(piece.tier(), from, to));
            }
        }
    }

    private static void requireFewWindows(RangePlan plan) {
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
    }

    /// The customers with the largest sums of a counter.
    ///
    /// @throws Problem 400 if there are too many windows, 503 if the deadline passes
    List<CustomerTotal> heaviestCustomers(
            RangePlan plan, Counter counter, int limit, Deadline deadline) {
        requireFewWindows(plan);
        if (plan.pieces().size() == 1) { // a store that sums by itself need not send its windows
            RangePlan.Piece piece = plan.pieces().getFirst();
            return store.heaviestCustomers(piece.tier(), piece.from(), piece.to(), counter, limit);
        }
        Map<String, Long> totals = new HashMap<>();
        for (RangePlan.Piece piece : plan.pieces()) {
            store.forEachCustomer(
                    piece.tier(),
                    piece.from(),
                    piece.to(),
                    RollupFields.of(counter),
                    (customer, rollup) -> {
                        deadline.check();
                        totals.merge(customer, rollup.counter(counter), Long::sum);
                    });
        }
        var heaviest = new HeaviestCustomers(limit);
        totals.forEach((customer, total) -> heaviest.add(new CustomerTotal(customer, total)));
        return heaviest.list();
    }
}
