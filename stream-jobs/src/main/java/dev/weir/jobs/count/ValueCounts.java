package dev.weir.jobs.count;

import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.StringField;
import dev.weir.schema.partial.EntryKind;
import java.util.Arrays;

/// Counts the requests of a batch by cell and by the string that they have in a field.
///
/// A field with few values is counted in a table of values × cells. One with many, like the path,
/// seldom has a value in more than one cell: there each value keeps the cell it was last seen in and
/// a count, which becomes an entry when another cell comes. Both are array arithmetic, without a
/// hash.
final class ValueCounts {
    /// A table may have so many places per request: clearing and reading it is work, too.
    private static final int PLACES_PER_REQUEST = 32;

    /// The same of what is known of strings in blocks, each of which takes twice as much.
    private static final int BLOCK_PLACES_PER_REQUEST = 4;

    private final BatchCells cells;
    private int[] table = new int[0];

    /// By string of the batch: the cell that it was last seen in plus 1, and how often since.
    private int[] owners = new int[0];

    private int[] counts = new int[0];

    /// By string of the batch, and by partition as far as there is room: the partition plus 1 over the
    /// string's number in that block; 0: not asked for yet. To ask costs more than all the rest.
    private long[] inBlocks = new long[0];

    /// Places that a string has there.
    private int ways;

    private final int partitions;

    ValueCounts(BatchCells cells) {
        this.cells = cells;
        this.partitions = cells.partitions();
    }

    void count(BatchReader batch, StringField field, EntryKind kind) {
        if (!batch.has(field)) {
            return;
        }
        int first = batch.firstString(field);
        int values = batch.endOfStrings(field) - first;
        // One cell more for requests that were counted before, one value more for absent ones.
        long places = (values + 1L) * (cells.count() + 1);
        if (places <= (long) PLACES_PER_REQUEST * batch.requestCount()) {
            countInTable(batch, field, kind, first, values);
        } else {
            countByOwner(batch, field, kind, first, values);
        }
    }

    private void countInTable(
            BatchReader batch, StringField field, EntryKind kind, int first, int values) {
        int width = cells.count() + 1;
        clearTable((values + 1) * width);
        int[] indexes = batch.stringIndexes(field);
        int[] cellOf = cells.ofRequests();
        int requests = batch.requestCount();
        for (int request = 0; request < requests; request++) {
            // Row 0 takes the requests without a value.
            int row = Math.max(indexes[request] - first + 1, 0);
            table[row * width + cellOf[request]]++;
        }
        forgetBlocks(values, batch.requestCount());
        byte[] bytes = batch.bytes();
        for (int value = 0; value < values; value++) {
            int index = first + value;
            int from = batch.stringStart(index);
            toEntries(kind, value + 1, value, bytes, from, batch.stringEnd(index));
        }
    }

    private void forgetBlocks(int values, int requests) {
        long places = (long) BLOCK_PLACES_PER_REQUEST * requests;
        ways = Math.clamp(places / Math.max(values, 1), 1, partitions);
        int size = values * ways;
        if (inBlocks.length < size) {
            inBlocks = new long[Math.max(size, inBlocks.length * 2)];
        } else {
            Arrays.fill(inBlocks, 0, size, 0);
        }
    }

    private int inBlock(int cell, int value, byte[] bytes, int from, int to) {
        int partition = cells.partition(cell);
        int at = value * ways + partition % ways;
        if ((inBlocks[at] >>> Integer.SIZE) != partition + 1L) {
            int string = cells.block(cell).string(bytes, from, to);
            inBlocks[at] = (partition + 1L) << Integer.SIZE | string;
        }
        return (int) inBlocks[at];
    }

    /// Counts requests by a number from 1 that `numberOf` gives for them, 0: none, and whose text
    /// `texts` has.
    void count(int requests, byte[] numberOf, byte[][] texts, EntryKind kind) {
        int width = cells.count() + 1;
        clearTable(texts.length * width);
        int[] cellOf = cells.ofRequests();
        for (int request = 0; request < requests; request++) {
            table[numberOf[request] * width + cellOf[request]]++;
        }
        forgetBlocks(texts.length, requests);
        for (int number = 1; number < texts.length; number++) {
            toEntries(kind, number, number, texts[number], 0, texts[number].length);
        }
    }

    private void clearTable(int size) {
        if (table.length < size) {
            table = new int[Math.max(size, table.length * 2)];
        } else {
            Arrays.fill(table, 0, size, 0);
        }
    }

    private void toEntries(EntryKind kind, int row, int value, byte[] bytes, int from, int to) {
        int width = cells.count() + 1;
        for (int cell = 0; cell < cells.count(); cell++) {
            int count = table[row * width + cell];
            if (count > 0) {
                cells.entry(cell, kind, inBlock(cell, value, bytes, from, to), count);
            }
        }
    }

    private void countByOwner(
            BatchReader batch, StringField field, EntryKind kind, int first, int values) {
        if (owners.length < values) {
            owners = new int[Math.max(values, owners.length * 2)];
            counts = new int[owners.length];
        } else {
            Arrays.fill(owners, 0, values, 0);
        }
        forgetBlocks(values, batch.requestCount());
        int[] indexes = batch.stringIndexes(field);
        int[] cellOf = cells.ofRequests();
        int requests = batch.requestCount();
        for (int request = 0; request < requests; request++) {
            int value = indexes[request] - first;
            if (value < 0) {
                continue;
            }
            int owner = cellOf[request] + 1;
            if (owners[value] != owner) {
                toEntry(batch, kind, first, value);
                owners[value] = owner;
                counts[value] = 0;
            }
            counts[value]++;
        }
        for (int value = 0; value < values; value++) {
            toEntry(batch, kind, first, value);
        }
    }

    private void toEntry(BatchReader batch, EntryKind kind, int first, int value) {
        int cell = owners[value] - 1;
        if (cell >= 0 && cell < cells.count()) {
            int index = first + value;
            int from = batch.stringStart(index);
            int inBlock = inBlock(cell, value, batch.bytes(), from, batch.stringEnd(index));
            cells.entry(cell, kind, inBlock, counts[value]);
        }
    }
}
