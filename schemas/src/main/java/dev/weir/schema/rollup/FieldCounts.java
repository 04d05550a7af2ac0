package dev.weir.schema.rollup;

import dev.weir.schema.text.KeyedHash;
import dev.weir.schema.text.Utf8;
import java.util.Arrays;
import java.util.function.ObjLongConsumer;

/// Counts by field and value: all breakdowns and all heaviest values of a rollup in one table.
///
/// A job holds a hundred thousand rollups, most of them of a few requests in each of fifteen fields, and
/// goes through them in no order: with a table for each field it would spend its time on waiting for
/// memory. So the entries of all fields lie one behind the other, in the order in which they came, and
/// the values' bytes likewise.
///
/// A value is told from others by a hash of 64 bits with the process's own key, and its bytes are not
/// looked at again: of a million different values two are taken for one with a probability of about 3 in
/// 10^8, unless who chose them knows the key.
///
/// Of a dimension more values than may stay are held for a while: to find out which have to go is work,
/// which is better done once for all that came.
final class FieldCounts {
    private static final int BREAKDOWNS = Breakdown.values().length;
    private static final int FIELDS = BREAKDOWNS + Dimension.values().length;

    /// An entry: the hash, the count, and where the value's bytes end with the field behind that.
    private static final int ENTRY = 3;

    private static final int COUNT = 1;
    private static final int END = 2;
    private static final int FIELD_BITS = 8;
    private static final int FIELD_MASK = (1 << FIELD_BITS) - 1;

    /// So that all entries have a number of 15 bits.
    private static final int MAX_HELD = 4_096;

    /// Counts below are found without sorting.
    private static final int SMALL_COUNTS = 64;

    private static final int INITIAL_ENTRIES = 16;
    private static final int INITIAL_SLOTS = 32;
    private static final int INITIAL_BYTES = 128;
    private static final byte[] NO_BYTES = {};
    private static final long[] NO_ENTRIES = {};
    private static final short[] NO_SLOTS = {};

    /// Makes another hash of that of a value for each field: odd multiples of the golden ratio's bits.
    private static final long[] SALTS = new long[FIELDS];

    static {
        Arrays.setAll(SALTS, field -> (2L * field + 1) * 0x9E3779B97F4A7C15L);
    }

    private long[] entries = NO_ENTRIES;
    private byte[] bytes = NO_BYTES;

    /// The number of an entry plus 1; 0 is free. At most half full; left out until an entry is looked for.
    private short[] slots = NO_SLOTS;

    private int size;

    /// By field: its entries.
    private final short[] sizes = new short[FIELDS];

    /// Values of a dimension that are held before those go that have to.
    private final int maxHeld;

    /// By field: of a breakdown the requests of values that are not held; of a dimension the most that
    /// the count of a value can be short of its requests.
    private final long[] rest = new long[FIELDS];

    /// An empty table that is kept.
    FieldCounts() {
        this(2 * HeavyHitters.MAX_VALUES);
    }

    private FieldCounts(int maxHeld) {
        this.maxHeld = maxHeld;
    }

    /// An empty table in which others are added up.
    static FieldCounts large() {
        return new FieldCounts(MAX_HELD);
    }

    /// The hash of a value's bytes `[from, to)`: of this process alone.
    static long hash(byte[] source, int from, int to) {
        return KeyedHash.of(source, from, to);
    }

    static int field(Breakdown breakdown) {
        return breakdown.ordinal();
    }

    static int field(Dimension dimension) {
        return BREAKDOWNS + dimension.ordinal();
    }

    private static boolean isCapped(int field) {
        return field < BREAKDOWNS;
    }

    private static int maxBytes(int field) {
        return isCapped(field) ? CappedCounts.MAX_KEY_BYTES : HeavyHitters.MAX_VALUE_BYTES;
    }

    /// Adds to the count of a value, whose UTF-8 are `length` bytes from `from` on; what is too long is cut.
    ///
    /// @param hash of these bytes, as [#hash] gives it
    void add(int field, byte[] source, int from, int length, long hash, long count) {
        if (length <= maxBytes(field)) {
            addHashed(field, source, from, length, hash ^ SALTS[field], count);
            return;
        }
        int cut = Utf8.cut(source, from, length, maxBytes(field));
        long hashOfCut = hash(source, from, from + cut);
        addHashed(field, source, from, cut, hashOfCut ^ SALTS[field], count);
    }

    private void addHashed(int field, byte[] source, int from, int length, long hash, long count) {
        int at = find(hash);
        if (at >= 0) {
            entries[at + COUNT] += count;
        } else if (isCapped(field) && sizes[field] >= Breakdown.MAX_KEYS) {
            rest[field] += count;
        } else {
            append(field, source, from, length, hash, count);
            if (!isCapped(field) && sizes[field] > maxHeld) {
                reduce(field);
            }
        }
    }

    /// Where the entry of a hash is; -1 if there is none.
    private int find(long hash) {
        if (size * 2 > slots.length) {
            fillSlots();
        }
        if (size == 0) {
            return -1;
        }
        int mask = slots.length - 1;
        for (int slot = (int) hash & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
            int at = (slots[slot] - 1) * ENTRY;
            if (entries[at] == hash) {
                return at;
            }
        }
        return -1;
    }

    private void append(int field, byte[] source, int from, int length, long hash, long count) {
        int start = byteCount();
        if (start + length > bytes.length) {
            int grown = Math.max(INITIAL_BYTES, Math.max(start + length, bytes.length * 2));
            bytes = Arrays.copyOf(bytes, grown);
        }
        int at = size * ENTRY;
        if (at == entries.length) {
            entries = Arrays.copyOf(entries, Math.max(INITIAL_ENTRIES * ENTRY, at * 2));
        }
        System.arraycopy(source, from, bytes, start, length);
        entries[at] = hash;
        entries[at + COUNT] = count;
        entries[at + END] = (long) (start + length) << FIELD_BITS | field;
        size++;
        sizes[field]++;
        if (size * 2 <= slots.length) {
            fillSlot(size - 1);
        }
    }

    private void fillSlots() {
        slots = new short[Math.max(INITIAL_SLOTS, Integer.highestOneBit(size) * 4)];
        for (int entry = 0; entry < size; entry++) {
            fillSlot(entry);
        }
    }

    private void fillSlot(int entry) {
        int mask = slots.length - 1;
        int slot = (int) entries[entry * ENTRY] & mask;
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = (short) (entry + 1);
    }

    /// Leaves no more values of any dimension than a rollup may have.
    void reduce() {
        for (int field = BREAKDOWNS; field < FIELDS; field++) {
            if (sizes[field] > HeavyHitters.MAX_VALUES) {
                reduce(field);
            }
        }
    }

    /// Takes the count of the first value that may not stay off all values of a dimension. Those that are
    /// left with nothing stay as long as there is room: if all are equally heavy, none would be left.
    private void reduce(int field) {
        long amount = countOfRank(field, HeavyHitters.MAX_VALUES);
        int room = HeavyHitters.MAX_VALUES;
        for (int entry = 0; entry < size; entry++) {
            if (field(entry) == field && count(entry) > amount) {
                room--;
            }
        }
        takeOff(field, amount, room);
        rest[field] += amount;
    }

    /// The count of the value of a field that as many others as `rank` are before, heaviest first.
    private long countOfRank(int field, int rank) {
        int[] ofSmallCount = new int[SMALL_COUNTS];
        long[] largeCounts = new long[sizes[field]];
        int large = 0;
        for (int entry = 0; entry < size; entry++) {
            if (field(entry) == field) {
                long count = count(entry);
                if (count >= 0 && count < SMALL_COUNTS) {
                    ofSmallCount[(int) count]++;
                } else {
                    largeCounts[large++] = count;
                }
            }
        }
        if (large > rank) {
            Arrays.sort(largeCounts, 0, large);
            return largeCounts[large - 1 - rank];
        }
        int count = SMALL_COUNTS - 1;
        for (int before = large + ofSmallCount[count]; before <= rank; ) {
            before += ofSmallCount[--count];
        }
        return count;
    }

    /// Takes an amount off every count of a field; values with nothing left are held no more, but for the
    /// first `room` that had just that.
    private void takeOff(int field, long amount, int room) {
        int empty = 0;
        int kept = 0;
        int keptBytes = 0;
        int start = 0;
        for (int entry = 0; entry < size; entry++) {
            int end = end(entry);
            int of = field(entry);
            long left = count(entry) - (of == field ? amount : 0);
            if (of != field || left > 0 || (left == 0 && empty++ < room)) {
                System.arraycopy(bytes, start, bytes, keptBytes, end - start);
                keptBytes += end - start;
                entries[kept * ENTRY] = entries[entry * ENTRY];
                entries[kept * ENTRY + COUNT] = left;
                entries[kept * ENTRY + END] = (long) keptBytes << FIELD_BITS | of;
                kept++;
            }
            start = end;
        }
        sizes[field] -= (short) (size - kept);
        size = kept;
        Arrays.fill(slots, (short) 0);
        for (int entry = 0; entry < size; entry++) {
            fillSlot(entry);
        }
    }

    /// Adds everything that `that` holds.
    void merge(FieldCounts that) {
        that.reduce();
        if (size == 0) {
            copy(that);
        } else {
            for (int entry = 0; entry < that.size; entry++) {
                int start = that.start(entry);
                addHashed(
                        that.field(entry),
                        that.bytes,
                        start,
                        that.end(entry) - start,
                        that.entries[entry * ENTRY],
                        that.count(entry));
            }
        }
        for (int field = 0; field < FIELDS; field++) {
            rest[field] += that.rest[field];
        }
    }

    /// Adds everything that `that` holds by way of a table that is in the cache, and takes no more memory
    /// than it needs.
    ///
    /// @param scratch empty; as it was, afterwards
    void merge(FieldCounts that, FieldCounts scratch) {
        scratch.merge(this);
        scratch.merge(that);
        scratch.moveTo(this);
    }

    private void copy(FieldCounts that) {
        int used = that.size * ENTRY;
        if (entries.length < used) {
            entries = new long[used];
        }
        System.arraycopy(that.entries, 0, entries, 0, used);
        int usedBytes = that.byteCount();
        if (bytes.length < usedBytes) {
            bytes = new byte[usedBytes];
        }
        System.arraycopy(that.bytes, 0, bytes, 0, usedBytes);
        System.arraycopy(that.sizes, 0, sizes, 0, FIELDS);
        size = that.size;
        if (size * 2 <= slots.length) {
            for (int entry = 0; entry < size; entry++) {
                fillSlot(entry);
            }
        }
    }

    /// Becomes empty, and `that` what this was.
    void moveTo(FieldCounts that) {
        reduce();
        that.slots = NO_SLOTS;
        that.copy(this);
        System.arraycopy(rest, 0, that.rest, 0, FIELDS);
        clearSlots();
        size = 0;
        Arrays.fill(sizes, (short) 0);
        Arrays.fill(rest, 0);
    }

    /// Of a table that was large once only the slots that are in use: from that of each entry on to the
    /// next free one.
    private void clearSlots() {
        if (size * 8 > slots.length) {
            Arrays.fill(slots, (short) 0);
            return;
        }
        int mask = slots.length - 1;
        for (int entry = 0; entry < size; entry++) {
            int slot = (int) entries[entry * ENTRY] & mask;
            for (; slots[slot] != 0; slot = (slot + 1) & mask) {
                slots[slot] = 0;
            }
        }
    }

    /// Calls for each value of a field, in the order in which they came.
    void forEach(int field, ObjLongConsumer<String> consumer) {
        reduce();
        for (int entry = 0; entry < size; entry++) {
            if (field(entry) == field) {
                int start = start(entry);
                consumer.accept(Utf8.text(bytes, start, end(entry) - start), count(entry));
            }
        }
    }

    /// The count of a value; 0 if it is not held.
    long get(int field, byte[] value) {
        int at = find(hash(value, 0, value.length) ^ SALTS[field]);
        return at < 0 ? 0 : entries[at + COUNT];
    }

    /// Numbers of the entries, field after field, those of a field in the order in which they came.
    ///
    /// @param scratch is returned if it is long enough
    int[] byField(int[] scratch) {
        reduce();
        int[] order = scratch.length < size ? new int[Math.max(size, scratch.length * 2)] : scratch;
        int[] next = new int[FIELDS];
        for (int field = 1; field < FIELDS; field++) {
            next[field] = next[field - 1] + sizes[field - 1];
        }
        for (int entry = 0; entry < size; entry++) {
            order[next[field(entry)]++] = entry;
        }
        return order;
    }

    /// Number of values of a field; of a dimension before [#byField] or [#reduce] also of values that have
    /// to go.
    int size(int field) {
        return sizes[field];
    }

    /// Of a breakdown the requests of values that are not held; of a dimension the most that the count
    /// of a value can be short of its requests, as above.
    long rest(int field) {
        return rest[field];
    }

    void addToRest(int field, long requests) {
        rest[field] += requests;
    }

    private int field(int entry) {
        return (int) entries[entry * ENTRY + END] & FIELD_MASK;
    }

    long count(int entry) {
        return entries[entry * ENTRY + COUNT];
    }

    /// Bytes of an entry's value.
    int length(int entry) {
        return end(entry) - start(entry);
    }

    /// Copies the bytes of an entry's value.
    void copyBytes(int entry, byte[] target, int at) {
        int start = start(entry);
        System.arraycopy(bytes, start, target, at, end(entry) - start);
    }

    private int start(int entry) {
        return entry == 0 ? 0 : end(entry - 1);
    }

    private int end(int entry) {
        return (int) (entries[entry * ENTRY + END] >>> FIELD_BITS);
    }

    private int byteCount() {
        return size == 0 ? 0 : end(size - 1);
    }
}
