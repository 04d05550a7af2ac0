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

    /// By bucket: the requests of one cell with many after the other.
    private final int[] counts = new int[LatencySketch.BUCKETS];

    /// The buckets of the cell, in the order in which they came.
    private final int[] present = new int[LatencySketch.BUCKETS];

    private int presentCount;

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
        long[] micros = batch.numbers(field);
        int[] order = cells.inOrder();
        int next = 0;
        for (int cell = 0; cell < cells.count(); cell++) {
            int end = cells.end(cell);
            if (end - next <= LatencySketch.MAX_PLAIN_VALUES) {
                for (; next < end; next++) {
                    long value = Math.min(micros[order[next]], LatencySketch.MAX_MICROS);
                    if (value >= 0) {
                        cells.entry(cell, kind, (int) value, 1);
                    }
                }
            } else {
                for (; next < end; next++) {
                    long value = Math.min(micros[order[next]], LatencySketch.MAX_MICROS);
                    if (value >= 0 && counts[LatencySketch.bucket(value)]++ == 0) {
                        present[presentCount++] = LatencySketch.bucket(value);
                    }
                }
                bucketsToCell(cell, kind);
            }
        }
    }

    private void bucketsToCell(int cell, EntryKind kind) {
        for (int i = 0; i < presentCount; i++) {
            int bucket = present[i];
            cells.entry(cell, kind, (int) LatencySketch.lowestOf(bucket), counts[bucket]);
            counts[bucket] = 0;
        }
        presentCount = 0;
    }
}
