package dev.weir.schema.rollup;

import dev.weir.schema.text.KeyedHash;
import dev.weir.schema.text.Utf8;
import java.util.Arrays;
import java.util.function.ObjLongConsumer;

/// Counts by string, of at most [#MAX_SIZE] strings.
///
/// A rollup has a dozen of these with a handful of strings each, and a job holds a hundred thousand
/// rollups: so the strings' bytes lie one behind the other, in the order in which they came, and no
/// objects of theirs are scattered over the heap. A few strings are searched one after the other by
/// their hashes; more of them by open addressing.
final class StringCounts {
    /// A slot says which of so many.
    static final int MAX_SIZE = 254;

    private static final int INITIAL_BYTES = 32;
    private static final int INITIAL_ENTRIES = 2;

    /// So many hashes lie in one or two lines of the cache.
    private static final int MAX_WITHOUT_SLOTS = 8;

    private static final byte[] NO_BYTES = {};
    private static final int[] NO_ENTRIES = {};
    private static final long[] NO_COUNTS = {};

    /// Takes an entry of a table for another one.
    interface Receiver {
        /// @param hash of the bytes, as [#hash] gives it
        void take(byte[] source, int from, int length, int hash, long count);
    }

    private byte[] bytes = NO_BYTES;

    /// Of string i its end at 2 i, and its hash behind that.
    private int[] entries = NO_ENTRIES;

    private long[] counts = NO_COUNTS;
    private int size;

    /// The number of a string plus 1 as a byte; 0 is free. At most half full; empty while there are few
    /// strings.
    private byte[] slots = NO_BYTES;

    /// The hash of a string's bytes `[from, to)`: of this process alone.
    static int hash(byte[] source, int from, int to) {
        return (int) KeyedHash.of(source, from, to);
    }

    /// Adds to the count of a string; not if it is none of those held and they are `limit`.
    ///
    /// @param hash of the string, as [#hash] gives it
    /// @return whether it was added
    boolean add(byte[] source, int from, int length, int hash, long count, int limit) {
        int entry = find(source, from, length, hash);
        if (entry >= 0) {
            counts[entry] += count;
            return true;
        }
        if (size >= limit) {
            return false;
        }
        append(source, from, length, hash, count);
        return true;
    }

    private int find(byte[] source, int from, int length, int hash) {
        if (size <= MAX_WITHOUT_SLOTS) {
            for (int entry = 0; entry < size; entry++) {
                if (entries[2 * entry + 1] == hash && is(entry, source, from, length)) {
                    return entry;
                }
            }
            return -1;
        }
        int mask = slots.length - 1;
        for (int slot = hash & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
            int entry = (slots[slot] & 0xFF) - 1;
            if (entries[2 * entry + 1] == hash && is(entry, source, from, length)) {
                return entry;
            }
        }
        return -1;
    }

    private boolean is(int entry, byte[] source, int from, int length) {
        return Arrays.equals(bytes, start(entry), end(entry), source, from, from + length);
    }

    private void append(byte[] source, int from, int length, int hash, long count) {
        int start = byteCount();
        if (start + length > bytes.length) {
            int grown = Math.max(INITIAL_BYTES, Math.max(start + length, bytes.length * 2));
            bytes = Arrays.copyOf(bytes, grown);
        }
        if (size == counts.length) {
            int grown = Math.max(INITIAL_ENTRIES, size * 2);
            counts = Arrays.copyOf(counts, grown);
            entries = Arrays.copyOf(entries, grown * 2);
        }
        System.arraycopy(source, from, bytes, start, length);
        entries[2 * size] = start + length;
        entries[2 * size + 1] = hash;
        counts[size] = count;
        size++;
        if (size > MAX_WITHOUT_SLOTS) {
            if (size * 2 > slots.length) {
                fillSlots();
            } else {
                fillSlot(size - 1);
            }
        }
    }

    private void fillSlots() {
        slots = new byte[Integer.highestOneBit(size) * 4];
        for (int entry = 0; entry < size; entry++) {
            fillSlot(entry);
        }
    }

    private void fillSlot(int entry) {
        int mask = slots.length - 1;
        int slot = entries[2 * entry + 1] & mask;
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = (byte) (entry + 1);
    }

    /// Becomes a copy, where nothing was added yet.
    ///
    /// @return whether it has
    boolean copyIfEmpty(StringCounts that) {
        if (size > 0) {
            return false;
        }
        bytes = Arrays.copyOf(that.bytes, that.byteCount());
        entries = that.entries.clone();
        counts = that.counts.clone();
        slots = that.slots.clone();
        size = that.size;
        return true;
    }

    /// Takes an amount off every count; strings with nothing left are held no more.
    void takeOff(long amount) {
        int kept = 0;
        int keptBytes = 0;
        int start = 0;
        for (int entry = 0; entry < size; entry++) {
            int end = end(entry);
            if (counts[entry] > amount) {
                System.arraycopy(bytes, start, bytes, keptBytes, end - start);
                keptBytes += end - start;
                entries[2 * kept] = keptBytes;
                entries[2 * kept + 1] = entries[2 * entry + 1];
                counts[kept] = counts[entry] - amount;
                kept++;
            }
            start = end;
        }
        size = kept;
        slots = NO_BYTES;
        if (size > MAX_WITHOUT_SLOTS) {
            fillSlots();
        }
    }

    /// The count in the middle, or the higher one of the two in the middle; 0 if there are none.
    long median() {
        long[] sorted = Arrays.copyOf(counts, size);
        Arrays.sort(sorted);
        return size == 0 ? 0 : sorted[size / 2];
    }

    /// Calls for each string, in the order in which they came.
    void forEach(ObjLongConsumer<String> consumer) {
        for (int entry = 0; entry < size; entry++) {
            int start = start(entry);
            consumer.accept(Utf8.text(bytes, start, end(entry) - start), counts[entry]);
        }
    }

    /// Gives each entry, in the order in which they came.
    void giveTo(Receiver receiver) {
        for (int entry = 0; entry < size; entry++) {
            int start = start(entry);
            receiver.take(bytes, start, end(entry) - start, entries[2 * entry + 1], counts[entry]);
        }
    }

    /// The count of a string; 0 if it is not held.
    long get(byte[] string) {
        int entry = find(string, 0, string.length, hash(string, 0, string.length));
        return entry < 0 ? 0 : counts[entry];
    }

    /// Where a string's bytes start in [#copyBytes].
    int start(int entry) {
        return entry == 0 ? 0 : entries[2 * (entry - 1)];
    }

    /// Where a string's bytes end in [#copyBytes].
    int end(int entry) {
        return entries[2 * entry];
    }

    /// The count of a string.
    long count(int entry) {
        return counts[entry];
    }

    /// Bytes of all strings together.
    int byteCount() {
        return size == 0 ? 0 : end(size - 1);
    }

    /// Copies the bytes `[from, to)` of the strings, which lie one behind the other.
    void copyBytes(int from, int to, byte[] target, int at) {
        System.arraycopy(bytes, from, target, at, to - from);
    }

    /// Number of strings.
    int size() {
        return size;
    }
}
