package dev.weir.jobs.count;

import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.StringField;
import dev.weir.schema.partial.EntryKind;
import dev.weir.schema.partial.PartialBlockWriter;
import java.util.Arrays;

/// Counts the requests of a batch by cell and by the string that they have in a field: array arithmetic, without
/// a hash, for each value remembers where its count in the present cell stands.
///
/// The values are then looked up in the blocks, some hundreds at a time: first their places are touched, one
/// after the other, and then they are asked for. What a look-up costs is the wait for memory, and so
/// all of them wait at the same time.
final class ValueCounts {
    /// So many lines of the cache are far from filling it.
    private static final int LOOKED_UP_AT_ONCE = 256;

    private final BatchCells cells;

    /// By string of the field: its hash in blocks.
    private long[] hashes = new long[0];

    /// By string of the field: where its last count stands, plus 1.
    private int[] places = new int[0];

    /// The counts of the field: the cell, the string of the field, the requests.
    private int[] countCells = new int[0];

    private int[] countValues = new int[0];
    private int[] counts = new int[0];
    private int size;

    /// What was read by touching: to no end but that it is read.
    @SuppressWarnings("UnusedVariable")
    private long touched;

    ValueCounts(BatchCells cells) {
        this.cells = cells;
    }

    void count(BatchReader batch, StringField field, EntryKind kind) {
        if (!batch.has(field)) {
            return;
        }
        int first = batch.firstString(field);
        int values = batch.endOfStrings(field) - first;
        if (places.length < values) {
            places = new int[Math.max(values, places.length * 2)];
            hashes = new long[places.length];
        } else {
            Arrays.fill(places, 0, values, 0);
        }
        count(batch.stringIndexes(field), first, batch.requestCount());
        hash(batch, first, values);
        for (int from = 0; from < size; from += LOOKED_UP_AT_ONCE) {
            int to = Math.min(from + LOOKED_UP_AT_ONCE, size);
            touch(from, to);
            lookUp(batch, first, kind, from, to);
        }
    }

    /// Fields are read once: the loop would read them again after each store.
    private void count(int[] indexes, int first, int requests) {
        if (counts.length < requests) {
            countCells = new int[Math.max(requests, counts.length * 2)];
            countValues = new int[countCells.length];
            counts = new int[countCells.length];
        }
        int[] order = cells.inOrder();
        int[] ofCells = countCells;
        int[] ofValues = countValues;
        int[] found = counts;
        int[] last = places;
        int end = 0;
        int next = 0;
        for (int cell = 0; cell < cells.count(); cell++) {
            int begin = end;
            for (int nextCell = cells.end(cell); next < nextCell; next++) {
                int value = indexes[order[next]] - first;
                if (value < 0) {
                    continue;
                }
                int place = last[value];
                if (place > begin) {
                    found[place - 1]++;
                } else {
                    ofCells[end] = cell;
                    ofValues[end] = value;
                    found[end++] = 1;
                    last[value] = end;
                }
            }
        }
        size = end;
    }

    private void hash(BatchReader batch, int first, int values) {
        byte[] bytes = batch.bytes();
        for (int value = 0; value < values; value++) {
            int from = batch.stringStart(first + value);
            hashes[value] = PartialBlockWriter.hash(bytes, from, batch.stringEnd(first + value));
        }
    }

    private void touch(int from, int to) {
        long[] ofValues = hashes;
        long read = 0;
        for (int i = from; i < to; i++) {
            read ^= cells.block(countCells[i]).touch(ofValues[countValues[i]]);
        }
        touched = read;
    }

    private void lookUp(BatchReader batch, int first, EntryKind kind, int from, int to) {
        byte[] bytes = batch.bytes();
        for (int i = from; i < to; i++) {
            int value = countValues[i];
            int start = batch.stringStart(first + value);
            int end = batch.stringEnd(first + value);
            int cell = countCells[i];
            int string = cells.block(cell).value(hashes[value], bytes, start, end);
            cells.entry(cell, kind, string, counts[i]);
        }
    }
}
