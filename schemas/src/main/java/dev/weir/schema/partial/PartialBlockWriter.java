package dev.weir.schema.partial;

import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Tier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/// Takes counts by customer, window and value, from as many batches as come, gives them as one block, or
/// several if they are too much for one: Cap'n Proto messages of `partial_block.capnp`.
///
/// Adding is appending to arrays; nothing is allocated but when they grow. Reused after [#write].
public final class PartialBlockWriter {
    /// Longer strings are cut: above what a rollup keeps of any, in characters of up to three bytes.
    static final int MAX_STRING_BYTES = 2048;

    record Sample(long time, int cell, int threat, int client, int target) {}

    private final Tier tier;
    private final BlockStrings strings = new BlockStrings();
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
        return strings.number(bytes, from, Math.min(to, from + MAX_STRING_BYTES));
    }

    /// The hash by which [#value] knows a string: of this process alone.
    public static long hash(byte[] bytes, int from, int to) {
        return BlockStrings.hash(bytes, from, Math.min(to, from + MAX_STRING_BYTES));
    }

    /// The number of a string as [#string] gives it, by its hash: strings are told apart by that alone, which
    /// will not do for names of customers.
    public int value(long hash, byte[] bytes, int from, int to) {
        return strings.number(hash, bytes, from, Math.min(to, from + MAX_STRING_BYTES));
    }

    /// Reads the place at which [#value] will look for a hash, so that it is in the cache by then: who has many
    /// to ask for waits for all at once.
    ///
    /// @return anything: to be used, lest the reading is left out
    public long touch(long hash) {
        return strings.touch(hash);
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
                + PartialBlockEncoder.CELL_BYTES * cells.count()
                + PartialBlockEncoder.ENTRY_BYTES * entries.count()
                + PartialBlockEncoder.SAMPLE_BYTES * samples.size();
    }

    /// Gives what was added in blocks of hardly more than `maxBytes`, most often one, and begins anew.
    public void write(int maxBytes, Consumer<byte[]> receiver) {
        samples.sort(Comparator.comparingInt(Sample::cell));
        new PartialBlockEncoder(
                        tier, strings, cells, counters, entries, samples, maxBytes, receiver)
                .encode();
        clear();
    }

    /// Gives what was added as one block, and begins the next one.
    public byte[] write() {
        List<byte[]> blocks = new ArrayList<>(1);
        write(Integer.MAX_VALUE, blocks::add);
        return blocks.getFirst();
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
