package dev.weir.schema.partial;

import dev.weir.schema.text.KeyedHash;
import java.util.Arrays;

/// The strings of a block that is being gathered: each once, numbered from 1 in the order of first
/// appearance. Reused, so that nothing is allocated but when it grows.
///
/// A block of a fifth of a second may have a hundred thousand strings, most of which come again: the
/// table does not fit into the cache, and what a look-up costs is the wait for memory. So it touches one
/// place: a hash of 64 bits with the process's own key stands beside the number, and whoever knows that a mistake
/// is no harm asks by the hash alone: of a hundred thousand strings two are taken for
/// one with a probability of 3 in 10^10, unless who chose them knows the key. And whoever has many hashes to ask for
/// [touches][#touch] their places first: memory answers many such questions side by side.
final class BlockStrings {
    private static final int SLOT = 2;
    private static final int NUMBER = 1;

    private byte[] bytes = new byte[64];

    /// Where string i ends, i from 1; it starts where string i-1 ends.
    private int[] ends = new int[8];

    private int count;

    /// Open addressing, at most half full: a hash and, behind it, the string's number, 0 if the slot is free.
    private long[] slots = new long[SLOT * 16];

    private int mask = 15;

    /// The hash of the bytes `[from, to)`: of this process alone.
    static long hash(byte[] source, int from, int to) {
        return KeyedHash.of(source, from, to);
    }

    /// The number of the string in `[from, to)` of `source`, which is added if it is new.
    int number(byte[] source, int from, int to) {
        long hash = hash(source, from, to);
        int slot = SLOT * ((int) hash & mask);
        while (slots[slot + NUMBER] != 0) {
            int number = (int) slots[slot + NUMBER];
            if (slots[slot] == hash && isEqual(number, source, from, to)) {
                return number;
            }
            slot = next(slot);
        }
        return add(slot, hash, source, from, to);
    }

    private boolean isEqual(int number, byte[] source, int from, int to) {
        return Arrays.equals(bytes, ends[number - 1], ends[number], source, from, to);
    }

    /// The number of the string in `[from, to)` of `source`, which is told from others by its hash alone.
    int number(long hash, byte[] source, int from, int to) {
        int slot = SLOT * ((int) hash & mask);
        while (slots[slot + NUMBER] != 0) {
            if (slots[slot] == hash) {
                return (int) slots[slot + NUMBER];
            }
            slot = next(slot);
        }
        return add(slot, hash, source, from, to);
    }

    /// Reads the place at which a hash is looked for, so that it is in the cache by then.
    ///
    /// @return anything: to be used, lest the reading is left out
    long touch(long hash) {
        return slots[SLOT * ((int) hash & mask)];
    }

    private int next(int slot) {
        return (slot + SLOT) & (SLOT * mask + NUMBER);
    }

    private int add(int slot, long hash, byte[] source, int from, int to) {
        int start = ends[count];
        int length = to - from;
        if (start + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, start + length));
        }
        System.arraycopy(source, from, bytes, start, length);
        count++;
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
        }
        ends[count] = start + length;
        slots[slot] = hash;
        slots[slot + NUMBER] = count;
        if (count * 2 > mask) {
            grow();
        }
        return count;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[old.length * 2];
        mask = mask * 2 + 1;
        for (int from = 0; from < old.length; from += SLOT) {
            if (old[from + NUMBER] != 0) {
                int slot = SLOT * ((int) old[from] & mask);
                while (slots[slot + NUMBER] != 0) {
                    slot = next(slot);
                }
                slots[slot] = old[from];
                slots[slot + NUMBER] = old[from + NUMBER];
            }
        }
    }

    /// Forgets all strings.
    void clear() {
        if (count > 0) {
            Arrays.fill(slots, 0);
            count = 0;
        }
    }

    /// Number of strings.
    int count() {
        return count;
    }

    /// Bytes of all strings together.
    int byteCount() {
        return ends[count];
    }

    /// Length in bytes of a string.
    int length(int number) {
        return ends[number] - ends[number - 1];
    }

    /// Copies a string to `at` of `target`.
    void copyBytes(int number, byte[] target, int at) {
        System.arraycopy(bytes, ends[number - 1], target, at, length(number));
    }
}
