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

    private static final int INITIAL_ENTRIES = 16;
    private static final int INITIAL_SLOTS = 64;
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

    /// The number of an entry plus 1; 0 is free. Of these as many are used as the entries need, 0 until one is
    /// looked for: a table that was large once is a small one for few entries, and in the cache.
    private short[] slots = NO_SLOTS;

    private int slotCount;

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
        int slot = find(hash);
        int entry = slots[slot] - 1;
        if (entry >= 0) {
            entries[entry * ENTRY + COUNT] += count;
        } else if (isCapped(field) && sizes[field] >= Breakdown.MAX_KEYS) {
            rest[field] += count;
        } else {
            append(field, source, from, length, hash, count);
            slots[slot] = (short) size;
            if (!isCapped(field) && sizes[field] > maxHeld) {
                reduce(1 << field);
            }
        }
    }

    /// The slot of a hash, free if there is no entry of it.
    private int find(long hash) {
        if (size * 2 >= slotCount) {
            fillSlots();
        }
        int mask = slotCount - 1;
        int slot = (int) hash & mask;
        while (slots[slot] != 0 && entries[(slots[slot] - 1) * ENTRY] != hash) {
            slot = (slot + 1) & mask;
        }
        return slot;
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
    }

    private void fillSlots() {
        slotCount = Math.max(INITIAL_SLOTS, Integer.highestOneBit(size) * 8);
        if (slots.length < slotCount) {
            slots = new short[slotCount];
        } else {
            Arrays.fill(slots, 0, slotCount, (short) 0);
        }
        int mask = slotCount - 1;
        for (int entry = 0; entry < size; entry++) {
            int slot = (int) entries[entry * ENTRY] & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = (short) (entry + 1);
        }
    }

    /// Leaves no more values of any dimension than a rollup may have.
    void reduce() {
        int fields = 0;
        for (int field = BREAKDOWNS; field < FIELDS; field++) {
            fields |= sizes[field] > HeavyHitters.MAX_VALUES ? 1 << field : 0;
        }
        if (fields != 0) {
            reduce(fields);
        }
    }

    /// Takes the count of the first value that may not stay off all values of a dimension. Those that are
    /// left with nothing stay as long as there is room: if all are equally heavy, none would be left.
    ///
    /// @param fields a bit for each that is to be reduced: all in two passes over the entries
    private void reduce(int fields) {
        CountRanks[] ranks = new CountRanks[FIELDS];
        for (int entry = 0; entry < size; entry++) {
            int field = field(entry);
            if ((fields & 1 << field) != 0) {
                if (ranks[field] == null) {
                    ranks[field] = new CountRanks(sizes[field]);
                }
                ranks[field].add(count(entry));
            }
        }
        long[] amounts = new long[FIELDS];
        int[] room = new int[FIELDS];
        for (int field = BREAKDOWNS; field < FIELDS; field++) {
            if (ranks[field] != null) {
                amounts[field] = ranks[field].countOfRank(HeavyHitters.MAX_VALUES);
                room[field] = HeavyHitters.MAX_VALUES - ranks[field].above(amounts[field]);
                rest[field] += amounts[field];
            }
        }
        takeOff(fields, amounts, room);
    }

    /// Takes an amount off every count of the fields; values with nothing left are held no more, but for the
    /// first of each field that had just that, as many as there is room for.
    private void takeOff(int fields, long[] amounts, int[] room) {
        int kept = 0;
        int keptBytes = 0;
        int start = 0;
        for (int entry = 0; entry < size; entry++) {
            int end = end(entry);
            int field = field(entry);
            long left = count(entry) - amounts[field];
            if ((fields & 1 << field) == 0 || left > 0 || (left == 0 && room[field]-- > 0)) {
                System.arraycopy(bytes, start, bytes, keptBytes, end - start);
                keptBytes += end - start;
                entries[kept * ENTRY] = entries[entry * ENTRY];
                entries[kept * ENTRY + COUNT] = left;
                entries[kept * ENTRY + END] = (long) keptBytes << FIELD_BITS | field;
                kept++;
            } else {
                sizes[field]--;
            }
            start = end;
        }
        size = kept;
        slotCount = 0;
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
        slotCount = 0;
    }

    /// Becomes empty, and `that` what this was.
    void moveTo(FieldCounts that) {
        reduce();
        that.slots = NO_SLOTS;
        that.copy(this);
        System.arraycopy(rest, 0, that.rest, 0, FIELDS);
        slotCount = 0;
        size = 0;
        Arrays.fill(sizes, (short) 0);
        Arrays.fill(rest, 0);
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
        int slot = find(hash(value, 0, value.length) ^ SALTS[field]);
        int entry = slots[slot] - 1;
        return entry < 0 ? 0 : entries[entry * ENTRY + COUNT];
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
