package dev.weir.schema.partial;

import dev.weir.schema.CapnpBytes;
import dev.weir.schema.PartialBlockSchema;
import dev.weir.schema.batch.StringDictionary;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Tier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.capnproto.MessageBuilder;

/// Takes counts by customer, window and value, from as many batches as come, gives them as one block:
/// the Cap'n Proto message of `partial_block.capnp`.
///
/// Adding is appending to arrays; nothing is allocated but when they grow. Reused after [#write].
public final class PartialBlockWriter {
    static final int SCHEMA_VERSION = 1;

    /// What an entry takes on the wire.
    private static final int ENTRY_BYTES = 9;

    private static final int CELL_BYTES = 16 + Long.BYTES * Counter.COUNT;

    private static final int SAMPLE_BYTES = 24;

    /// Longer strings are cut: above what a rollup keeps of any, in characters of up to three bytes.
    static final int MAX_STRING_BYTES = 2048;

    private record Sample(long time, int cell, int threat, int client, int target) {}

    private final Tier tier;
    private final StringDictionary strings = new StringDictionary();
    private final CellIndex cells = new CellIndex();
    private long[] counters = new long[16 * Counter.COUNT];
    private final Entries entries = new Entries();
    private final List<Sample> samples = new ArrayList<>();

    /// Creates an empty block.
    ///
    /// @param tier the windows' size
    public PartialBlockWriter(Tier tier) {
        this.tier = tier;
    }

    /// The number of a string in this block, from 1. No more than its first 2,048 bytes are kept.
    public int string(byte[] bytes, int from, int to) {
        return strings.intern(bytes, from, Math.min(to, from + MAX_STRING_BYTES));
    }

    /// The cell of a customer, by its string, and a window.
    public int cell(int customer, long windowStart) {
        int cell = cells.find(customer, windowStart);
        int size = (cell + 1) * Counter.COUNT;
        if (size > counters.length) {
            counters = Arrays.copyOf(counters, Math.max(size, counters.length * 2));
        }
        return cell;
    }

    /// Adds [Counter#COUNT] numbers, from `from` on, to a cell's counters.
    public void count(int cell, long[] numbers, int from) {
        int at = cell * Counter.COUNT;
        for (int i = 0; i < Counter.COUNT; i++) {
            counters[at + i] += numbers[from + i];
        }
    }

    /// Adds requests of a value: a string, or a number if the kind says so.
    public void entry(int cell, EntryKind kind, int value, int requests) {
        entries.add(cell, kind, value, requests);
    }

    /// Adds evidence of an attack.
    ///
    /// @param time event time, milliseconds since 1970-01-01T00:00Z
    /// @param threat its name, a string
    /// @param client who sent it, a string; 0 if that is not known
    /// @param target what was asked for, a string
    public void threatSample(int cell, long time, int threat, int client, int target) {
        samples.add(new Sample(time, cell, threat, client, target));
    }

    /// Whether nothing was added.
    public boolean isEmpty() {
        return cells.count() == 0;
    }

    /// About how many bytes the block would have.
    public int size() {
        return strings.byteCount()
                + Integer.BYTES * strings.count()
                + CELL_BYTES * cells.count()
                + ENTRY_BYTES * entries.count()
                + SAMPLE_BYTES * samples.size();
    }

    /// Gives what was added in blocks of hardly more than `maxBytes`, most often one, and begins anew.
    public void write(int maxBytes, Consumer<byte[]> receiver) {
        if (size() <= maxBytes) {
            receiver.accept(write());
            return;
        }
        var splitter = new BlockSplitter(tier, strings, maxBytes, receiver);
        var order = new StringOrder(strings.count());
        Entries.ByCell byCell = entries.byCell(cells.count(), order);
        int next = 0;
        for (int cell = 0; cell < cells.count(); cell++) {
            splitter.cell(
                    cells.customer(cell), cells.windowStart(cell), counters, cell * Counter.COUNT);
            for (; next < byCell.ends()[cell]; next++) {
                long entry = byCell.entries()[next];
                EntryKind kind = EntryKind.ALL[Entries.kind(entry)];
                int value = Entries.value(entry);
                splitter.entry(
                        kind,
                        kind.isNumber() ? value : order.string(value),
                        Entries.requests(entry));
            }
            for (Sample sample : samples) {
                if (sample.cell() == cell) {
                    splitter.threatSample(
                            sample.time(), sample.threat(), sample.client(), sample.target());
                }
            }
        }
        splitter.end();
        clear();
    }

    /// Gives the block, and begins the next one.
    public byte[] write() {
        var message = new MessageBuilder(size() / Long.BYTES + 128);
        var block = message.initRoot(PartialBlockSchema.PartialBlock.factory);
        block.setSchemaVersion((short) SCHEMA_VERSION);
        block.setCounterCount((short) Counter.COUNT);
        block.setTierSeconds(tier.seconds());
        var order = new StringOrder(strings.count());
        Entries.ByCell byCell = entries.byCell(cells.count(), order);
        writeCells(block, byCell.ends(), order);
        writeEntries(block, byCell);
        writeSamples(block, order);
        writeStrings(block, order);
        clear();
        return CapnpBytes.of(message);
    }

    // Data is put in whole: the setters of Cap'n Proto copy byte by byte.

    private void writeStrings(PartialBlockSchema.PartialBlock.Builder block, StringOrder order) {
        byte[] lengths = new byte[Integer.BYTES * order.count()];
        byte[] bytes = new byte[strings.byteCount()];
        int at = 0;
        for (int number = 1; number <= order.count(); number++) {
            int string = order.string(number);
            int length = strings.length(string);
            Numbers.putInt(lengths, number - 1, length);
            strings.copyBytes(string, bytes, at);
            at += length;
        }
        block.initStringLengths(lengths.length).asByteBuffer().put(lengths);
        block.initStringBytes(at).asByteBuffer().put(bytes, 0, at);
    }

    private void writeCells(
            PartialBlockSchema.PartialBlock.Builder block, int[] ends, StringOrder order) {
        var list = block.initCells(cells.count());
        for (int cell = 0; cell < cells.count(); cell++) {
            var target = list.get(cell);
            target.setCustomer(order.number(cells.customer(cell)));
            target.setWindowStart(cells.windowStart(cell));
            target.setEntryCount(ends[cell] - (cell == 0 ? 0 : ends[cell - 1]));
        }
        byte[] numbers = Numbers.ofLongs(counters, cells.count() * Counter.COUNT);
        block.initCounters(numbers.length).asByteBuffer().put(numbers);
    }

    private void writeEntries(
            PartialBlockSchema.PartialBlock.Builder block, Entries.ByCell byCell) {
        int count = byCell.count();
        byte[] kinds = new byte[count];
        byte[] values = new byte[Integer.BYTES * count];
        byte[] counts = new byte[Integer.BYTES * count];
        for (int i = 0; i < count; i++) {
            long entry = byCell.entries()[i];
            kinds[i] = (byte) Entries.kind(entry);
            Numbers.putInt(values, i, Entries.value(entry));
            Numbers.putInt(counts, i, Entries.requests(entry));
        }
        block.initKinds(kinds.length).asByteBuffer().put(kinds);
        block.initValues(values.length).asByteBuffer().put(values);
        block.initCounts(counts.length).asByteBuffer().put(counts);
    }

    private void writeSamples(PartialBlockSchema.PartialBlock.Builder block, StringOrder order) {
        var list = block.initThreatSamples(samples.size());
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            var target = list.get(i);
            target.setTime(sample.time());
            target.setCell(sample.cell());
            target.setThreat(order.number(sample.threat()));
            target.setClient(order.number(sample.client()));
            target.setTarget(order.number(sample.target()));
        }
    }

    /// Begins a new block, without what was added to this one.
    public void clear() {
        Arrays.fill(counters, 0, cells.count() * Counter.COUNT, 0);
        strings.clear();
        cells.clear();
        entries.clear();
        samples.clear();
    }
}
