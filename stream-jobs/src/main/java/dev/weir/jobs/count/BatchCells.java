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

    private final Tier tier;
    private final EventTimes eventTimes;
    private final PartialBlocks blocks;
    private final CellIndex cells = new CellIndex();

    /// By request.
    private int[] cellOf = new int[0];

    private long[] counters = new long[0];

    /// By cell: the partition of its block, and its number there.
    private int[] partitions = new int[64];

    private int[] blockCells = new int[64];

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
        clearCounters();
        place(batch);
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
        }
        for (int cell = 0; cell < cells.count(); cell++) {
            int customer = cells.customer(cell);
            byte[] name =
                    customer == 0
                            ? UNASSIGNED
                            : Arrays.copyOfRange(
                                    batch.bytes(),
                                    batch.stringStart(customer),
                                    batch.stringEnd(customer));
            partitions[cell] = blocks.partition(name);
            PartialBlockWriter block = block(cell);
            int inBlock = block.string(name, 0, name.length);
            blockCells[cell] = block.cell(inBlock, cells.windowStart(cell));
        }
    }

    /// The cell of each request; [#count] for those that were counted before.
    int[] ofRequests() {
        return cellOf;
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
