package dev.weir.jobs.count;

import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.StringField;
import dev.weir.schema.partial.CellIndex;
import dev.weir.schema.partial.EntryKind;
import dev.weir.schema.partial.PartialBlockWriter;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Tier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The (customer, window) pairs of a batch, which of them each request belongs to, and where they
/// stand in the blocks.
///
/// Requests that were counted before belong to a cell of their own behind the others, which goes
/// nowhere: the loops over all requests need not ask.
final class BatchCells {
    /// Customer of requests that name none.
    static final byte[] UNASSIGNED = "_unassigned".getBytes(StandardCharsets.UTF_8);

    /// So many lines of the cache are far from filling it.
    private static final int PLACED_AT_ONCE = 256;

    private final Tier tier;
    private final EventTimes eventTimes;
    private final PartialBlocks blocks;
    private final CellIndex cells = new CellIndex();

    /// By request.
    private int[] cellOf = new int[0];

    /// The requests cell after cell.
    private int[] order = new int[0];

    /// By cell: where its requests end in that order.
    private int[] ends = new int[64];

    private long[] counters = new long[0];

    /// By cell: the partition of its block, and its number there.
    private int[] partitions = new int[64];

    private int[] blockCells = new int[64];

    /// By cell: its customer.
    private byte[][] names = new byte[64][];

    /// What was read by touching: to no end but that it is read.
    @SuppressWarnings("UnusedVariable")
    private long touched;

    BatchCells(Tier tier, EventTimes eventTimes, PartialBlocks blocks) {
        this.tier = tier;
        this.eventTimes = eventTimes;
        this.blocks = blocks;
    }

    /// Takes a batch, of which the lines before `fromOffset` were counted before.
    void open(BatchReader batch, long fromOffset) {
        int requests = batch.requestCount();
        cells.clear();
        if (cellOf.length < requests) {
            cellOf = new int[Math.max(requests, cellOf.length * 2)];
            order = new int[cellOf.length];
        }
        // Where lines start takes work to find out; most batches are counted whole.
        boolean isWhole = fromOffset <= batch.firstOffset();
        int[] customers = batch.stringIndexes(StringField.CUSTOMER);
        long[] times = batch.times();
        long size = tier.millis();
        long start = 0;
        long end = 0;
        for (int request = 0; request < requests; request++) {
            if (!isWhole && batch.lineOffset(request) < fromOffset) {
                cellOf[request] = -1;
                continue;
            }
            long time = eventTimes.counted(times[request]);
            // A division costs more than all the rest.
            if (time < start || time >= end) {
                start = tier.windowStart(time);
                end = start + size;
            }
            cellOf[request] = cells.find(customers[request], start);
        }
        if (!isWhole) {
            for (int request = 0; request < requests; request++) {
                cellOf[request] = cellOf[request] < 0 ? cells.count() : cellOf[request];
            }
        }
        putInOrder(requests);
        clearCounters();
        place(batch);
    }

    private void putInOrder(int requests) {
        int count = cells.count() + 1;
        if (ends.length < count) {
            ends = new int[count * 2];
        } else {
            Arrays.fill(ends, 0, count, 0);
        }
        for (int request = 0; request < requests; request++) {
            ends[cellOf[request]]++;
        }
        // First where each cell begins, which is its end when all its requests are in their places.
        int begin = 0;
        for (int cell = 0; cell < count; cell++) {
            int size = ends[cell];
            ends[cell] = begin;
            begin += size;
        }
        for (int request = 0; request < requests; request++) {
            order[ends[cellOf[request]]++] = request;
        }
    }

    private void clearCounters() {
        int size = (cells.count() + 1) * Counter.COUNT;
        if (counters.length < size) {
            counters = new long[size * 2];
        } else {
            Arrays.fill(counters, 0, size, 0);
        }
    }

    private void place(BatchReader batch) {
        if (partitions.length < cells.count()) {
            partitions = new int[cells.count() * 2];
            blockCells = new int[partitions.length];
            names = new byte[partitions.length][];
        }
        for (int from = 0; from < cells.count(); from += PLACED_AT_ONCE) {
            int to = Math.min(from + PLACED_AT_ONCE, cells.count());
            touch(batch, from, to);
            for (int cell = from; cell < to; cell++) {
                PartialBlockWriter block = block(cell);
                int customer = block.string(names[cell], 0, names[cell].length);
                blockCells[cell] = block.cell(customer, cells.windowStart(cell));
            }
        }
    }

    private void touch(BatchReader batch, int from, int to) {
        long read = 0;
        for (int cell = from; cell < to; cell++) {
            int customer = cells.customer(cell);
            byte[] name =
                    customer == 0
                            ? UNASSIGNED
                            : Arrays.copyOfRange(
                                    batch.bytes(),
                                    batch.stringStart(customer),
                                    batch.stringEnd(customer));
            names[cell] = name;
            partitions[cell] = blocks.partition(name);
            read ^= block(cell).touch(PartialBlockWriter.hash(name, 0, name.length));
        }
        touched = read;
    }

    /// The cell of each request; [#count] for those that were counted before.
    int[] ofRequests() {
        return cellOf;
    }

    /// The requests cell after cell; last those that were counted before.
    int[] inOrder() {
        return order;
    }

    /// Where the requests of a cell end in that order.
    int end(int cell) {
        return ends[cell];
    }

    /// Number of cells.
    int count() {
        return cells.count();
    }

    /// Cell after cell, [Counter#COUNT] each; one more than there are cells.
    long[] counters() {
        return counters;
    }

    long requests(int cell) {
        return counters[cell * Counter.COUNT + Counter.REQUESTS.ordinal()];
    }

    int partition(int cell) {
        return partitions[cell];
    }

    PartialBlockWriter block(int cell) {
        return blocks.block(partitions[cell]);
    }

    int partitions() {
        return blocks.partitions();
    }

    /// Adds requests of a value to a cell: a string of its block, or a number.
    void entry(int cell, EntryKind kind, int value, int requests) {
        block(cell).entry(blockCells[cell], kind, value, requests);
    }

    void threatSample(int cell, long time, int threat, int client, int target) {
        block(cell).threatSample(blockCells[cell], time, threat, client, target);
    }

    /// Adds the counters to the blocks.
    void addCounters() {
        for (int cell = 0; cell < cells.count(); cell++) {
            block(cell).count(blockCells[cell], counters, cell * Counter.COUNT);
        }
    }
}
