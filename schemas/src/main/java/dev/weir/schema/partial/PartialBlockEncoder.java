package dev.weir.schema.partial;

import static dev.weir.schema.partial.PartialBlockLayout.*;

import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Tier;
import dev.weir.schema.wire.MessageWriter;
import dev.weir.schema.wire.WireFormat;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// Gives what was gathered for a block as messages of `partial_block.capnp`, by straight stores: cell
/// after cell, and one more message whenever one is full, if need be in the middle of a cell. Readers add
/// up cells, so it is the same in the end.
///
/// What was added of a string to a cell several times, batch after batch, is one entry. For one use.
final class PartialBlockEncoder {
    /// Header, pointers, and the words before the two lists of structs.
    private static final int FRAME_BYTES =
            WireFormat.ROOT + (BLOCK_DATA_WORDS + BLOCK_POINTERS + 2) * WireFormat.WORD;

    /// What a cell takes beside its entries.
    static final int CELL_BYTES = CELL_DATA_WORDS * WireFormat.WORD + Counter.COUNT * Long.BYTES;

    /// What an entry takes: its kind, its value and its requests.
    static final int ENTRY_BYTES = 1 + 2 * Integer.BYTES;

    static final int SAMPLE_BYTES = THREAT_SAMPLE_DATA_WORDS * WireFormat.WORD;

    private final Tier tier;
    private final BlockStrings strings;
    private final CellIndex cells;
    private final long[] counters;
    private final List<PartialBlockWriter.Sample> samples;
    private final int maxBytes;
    private final Consumer<byte[]> receiver;

    /// Cell after cell. Those before `entryCount` are as they are written.
    private final long[] entries;

    private int entryCount;

    /// Of the present block.
    private final StringOrder order;

    private int firstCell;
    private int firstEntry;
    private int firstSample;
    private int sampleCount;
    private int nameBytes;

    /// By cell: its entries in the present block.
    private final int[] entriesOf;

    /// @param counters [Counter#COUNT] for each cell; changed
    /// @param samples cell after cell
    /// @param maxBytes messages are hardly larger
    /// @param receiver takes each message
    PartialBlockEncoder(
            Tier tier,
            BlockStrings strings,
            CellIndex cells,
            long[] counters,
            Entries entries,
            List<PartialBlockWriter.Sample> samples,
            int maxBytes,
            Consumer<byte[]> receiver) {
        this.tier = tier;
        this.strings = strings;
        this.cells = cells;
        this.counters = counters;
        this.samples = samples;
        this.maxBytes = maxBytes;
        this.receiver = receiver;
        this.order = new StringOrder(strings);
        this.entriesOf = new int[cells.count()];
        this.entries = entries.byCell(entriesOf);
    }

    void encode() {
        int next = 0;
        for (int cell = 0; cell < cells.count(); cell++) {
            int end = next + entriesOf[cell];
            if (cell > firstCell && isFull(cell)) {
                give(cell);
                firstCell = cell;
            }
            int begin = begin(cell);
            for (; next < end; next++) {
                if (isFull(cell)) {
                    begin = cut(cell, begin);
                }
                add(entries[next], begin);
            }
            for (; sampleCount < samples.size() && isOf(sampleCount, cell); sampleCount++) {
                if (isFull(cell)) {
                    begin = cut(cell, begin);
                }
                add(samples.get(sampleCount));
            }
            entriesOf[cell] = entryCount - begin;
        }
        give(cells.count());
    }

    private boolean isOf(int sample, int cell) {
        return samples.get(sample).cell() == cell;
    }

    private boolean isFull(int cell) {
        return size(cell + 1) >= maxBytes;
    }

    /// Bytes of the present block with the cells up to `cellEnd`.
    private int size(int cellEnd) {
        int entriesInBlock = entryCount - firstEntry;
        return FRAME_BYTES
                + CELL_BYTES * (cellEnd - firstCell)
                + padded(entriesInBlock)
                + 2 * padded(Integer.BYTES * entriesInBlock)
                + SAMPLE_BYTES * (sampleCount - firstSample)
                + padded(Integer.BYTES * order.count())
                + padded(order.byteCount() + nameBytes);
    }

    private static int padded(int size) {
        return (size + WireFormat.WORD - 1) & -WireFormat.WORD;
    }

    /// @return where the cell's entries begin
    private int begin(int cell) {
        nameBytes += Integer.BYTES + strings.length(cells.customer(cell));
        return entryCount;
    }

    /// Ends the block within a cell, which goes on in the next one.
    ///
    /// @param begin of the cell's entries
    /// @return where those in the next block begin
    private int cut(int cell, int begin) {
        entriesOf[cell] = entryCount - begin;
        give(cell + 1);
        Arrays.fill(counters, cell * Counter.COUNT, (cell + 1) * Counter.COUNT, 0);
        firstCell = cell;
        return begin(cell);
    }

    private void add(long entry, int begin) {
        if (!EntryKind.isString(Entries.kind(entry))) {
            entries[entryCount++] = entry;
            return;
        }
        int string = Entries.value(entry);
        int place = order.place(string);
        if (place >= begin && Entries.areOne(entries[place], entry)) {
            entries[place] = Entries.plus(entries[place], Entries.requests(entry));
        } else {
            order.place(string, entryCount);
            entries[entryCount++] = Entries.withValue(entry, order.number(string));
        }
    }

    private void add(PartialBlockWriter.Sample sample) {
        order.number(sample.threat());
        order.number(sample.client());
        order.number(sample.target());
    }

    private void give(int cellEnd) {
        for (int cell = firstCell; cell < cellEnd; cell++) {
            order.number(cells.customer(cell));
        }
        nameBytes = 0;
        var message = new MessageWriter(size(cellEnd));
        message.begin(BLOCK_DATA_WORDS, BLOCK_POINTERS);
        message.putShort(WireFormat.ROOT + VERSION, SCHEMA_VERSION);
        message.putShort(WireFormat.ROOT + COUNTER_COUNT, Counter.COUNT);
        message.putInt(WireFormat.ROOT + TIER_SECONDS, tier.seconds());
        writeStrings(message);
        writeCells(message, cellEnd);
        writeCounters(message, cellEnd);
        writeEntries(message);
        writeSamples(message);
        receiver.accept(message.take());
        order.clear();
        firstEntry = entryCount;
        firstSample = sampleCount;
    }

    private void writeStrings(MessageWriter message) {
        int lengths = message.data(pointer(STRING_LENGTHS_POINTER), Integer.BYTES * order.count());
        int at = message.data(pointer(STRING_BYTES_POINTER), order.byteCount());
        for (int number = 1; number <= order.count(); number++) {
            int string = order.string(number);
            int length = strings.length(string);
            message.putInt(lengths + (number - 1) * Integer.BYTES, length);
            strings.copyBytes(string, message.bytes(), at);
            at += length;
        }
    }

    private void writeCells(MessageWriter message, int cellEnd) {
        int at = message.structs(pointer(CELLS_POINTER), cellEnd - firstCell, CELL_DATA_WORDS, 0);
        for (int cell = firstCell; cell < cellEnd; cell++) {
            message.putLong(at + WINDOW_START, cells.windowStart(cell));
            message.putInt(at + CUSTOMER, order.number(cells.customer(cell)));
            message.putInt(at + ENTRY_COUNT, entriesOf[cell]);
            at += CELL_DATA_WORDS * WireFormat.WORD;
        }
    }

    private void writeCounters(MessageWriter message, int cellEnd) {
        int from = firstCell * Counter.COUNT;
        int count = cellEnd * Counter.COUNT - from;
        int at = message.data(pointer(COUNTERS_POINTER), Long.BYTES * count);
        for (int i = 0; i < count; i++) {
            message.putLong(at + i * Long.BYTES, counters[from + i]);
        }
    }

    private void writeEntries(MessageWriter message) {
        int count = entryCount - firstEntry;
        int kinds = message.data(pointer(KINDS_POINTER), count);
        int values = message.data(pointer(VALUES_POINTER), Integer.BYTES * count);
        int counts = message.data(pointer(COUNTS_POINTER), Integer.BYTES * count);
        for (int i = 0; i < count; i++) {
            long entry = entries[firstEntry + i];
            message.putByte(kinds + i, Entries.kind(entry));
            message.putInt(values + i * Integer.BYTES, Entries.value(entry));
            message.putInt(counts + i * Integer.BYTES, Entries.requests(entry));
        }
    }

    private void writeSamples(MessageWriter message) {
        int count = sampleCount - firstSample;
        int at =
                message.structs(
                        pointer(THREAT_SAMPLES_POINTER), count, THREAT_SAMPLE_DATA_WORDS, 0);
        for (int i = 0; i < count; i++) {
            PartialBlockWriter.Sample sample = samples.get(firstSample + i);
            message.putLong(at + TIME, sample.time());
            message.putInt(at + CELL, sample.cell() - firstCell);
            message.putInt(at + THREAT, order.number(sample.threat()));
            message.putInt(at + CLIENT, order.number(sample.client()));
            message.putInt(at + TARGET, order.number(sample.target()));
            at += THREAT_SAMPLE_DATA_WORDS * WireFormat.WORD;
        }
    }

    private static int pointer(int index) {
        return WireFormat.ROOT + (BLOCK_DATA_WORDS + index) * WireFormat.WORD;
    }
}
