package dev.weir.jobs.count;

import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.NumberField;
import dev.weir.schema.partial.EntryKind;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.LatencySketch;

/// Counts the requests of a batch by cell and by the time that they took: each value of a cell with
/// few requests, as the histogram would tell values apart of one with many.
final class LatencyCounts {
    private final BatchCells cells;
    private final GroupedCounts groups = new GroupedCounts();

    LatencyCounts(BatchCells cells) {
        this.cells = cells;
    }

    /// Adds the values of a field to a counter.
    void sum(BatchReader batch, NumberField field, Counter sum) {
        if (!batch.has(field)) {
            return;
        }
        long[] micros = batch.numbers(field);
        int[] cellOf = cells.ofRequests();
        long[] counters = cells.counters();
        int requests = batch.requestCount();
        for (int request = 0; request < requests; request++) {
            // -1 is for a request without the field.
            long value = Math.clamp(micros[request], 0, LatencySketch.MAX_MICROS);
            counters[cellOf[request] * Counter.COUNT + sum.ordinal()] += value;
        }
    }

    /// Counts the values of a field.
    void count(BatchReader batch, NumberField field, EntryKind kind) {
        if (!batch.has(field)) {
            return;
        }
        groups.clear();
        long[] micros = batch.numbers(field);
        int[] cellOf = cells.ofRequests();
        int requests = batch.requestCount();
        for (int request = 0; request < requests; request++) {
            long value = Math.min(micros[request], LatencySketch.MAX_MICROS);
            int cell = cellOf[request];
            if (value < 0 || cell == cells.count()) {
                continue;
            }
            if (cells.requests(cell) <= LatencySketch.MAX_PLAIN_VALUES) {
                cells.entry(cell, kind, (int) value, 1);
            } else {
                // One is added to the cell so that no key is 0.
                groups.add((cell + 1L) << Integer.SIZE | LatencySketch.lowestEquivalent(value), 1);
            }
        }
        groups.forEach((key, count) ->
                cells.entry((int) (key >>> Integer.SIZE) - 1, kind, (int) key, (int) count));
    }
}
