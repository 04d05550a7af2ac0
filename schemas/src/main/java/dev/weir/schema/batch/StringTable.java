package dev.weir.schema.batch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;

/// Each distinct string of a batch once: open addressing over the batch's own bytes, so that
/// interning a string which the batch already has costs a hash and one comparison, and nothing is
/// allocated but when the table grows.
final class StringTable {
    /// Index of the string that means "absent".
    static final int ABSENT = 0;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int INITIAL_SLOTS = 1 << 12;
    private static final long SEED = new SecureRandom().nextLong();

    private byte[] bytes = new byte[1 << 16];
    private int byteCount;
    private int[] ends = new int[1 << 10];
    private int count;

    /// Slot → index of the string; 0 is free, for string 0 is never looked up.
    private int[] slots = new int[INITIAL_SLOTS];

    /// The upper hash bits of the string in each slot: spares most comparisons of unequal strings.
    private int[] slotHashes = new int[INITIAL_SLOTS];

    StringTable() {
        clear();
    }

    void clear() {
        Arrays.fill(slots, 0);
        byteCount = 0;
        ends[0] = 0;
        count = 1;
    }

    /// Returns the index of the string in `[from, to)` of `source`, adding it if it is new.
    int intern(byte[] source, int from, int to) {
        int length = to - from;
        long hash = hash(source, from, to);
        int mask = slots.length - 1;
        int tag = (int) (hash >>> 32);
        int slot = (int) hash & mask;
        while (slots[slot] != 0) {
            int index = slots[slot];
            if (slotHashes[slot] == tag) {
                int start = ends[index - 1];
                if (ends[index] - start == length
                        && Arrays.equals(bytes, start, start + length, source, from, to)) {
                    return index;
                }
            }
            slot = (slot + 1) & mask;
        }
        return add(slot, tag, source, from, length);
    }

    private int add(int slot, int tag, byte[] source, int from, int length) {
        if (byteCount + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, byteCount + length));
        }
        System.arraycopy(source, from, bytes, byteCount, length);
        byteCount += length;
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
        }
        ends[count] = byteCount;
        slots[slot] = count;
        slotHashes[slot] = tag;
        int index = count++;
        if (count * 2 > slots.length) {
            grow();
        }
        return index;
    }

    private void grow() {
        int[] grown = new int[slots.length * 2];
        int[] grownHashes = new int[grown.length];
        int mask = grown.length - 1;
        for (int index = 1; index < count; index++) {
            long hash = hash(bytes, ends[index - 1], ends[index]);
            int slot = (int) hash & mask;
            while (grown[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            grown[slot] = index;
            grownHashes[slot] = (int) (hash >>> 32);
        }
        slots = grown;
        slotHashes = grownHashes;
    }

    int count() {
        return count;
    }

    int byteCount() {
        return byteCount;
    }

    int end(int index) {
        return ends[index];
    }

    void copyBytes(byte[] target, int at) {
        System.arraycopy(bytes, 0, target, at, byteCount);
    }

    /// Eight bytes a step, multiply and fold: the shape of wyhash. Clients choose most of the
    /// strings, so the seed is the process's own: without it, a few thousand paths that are made to
    /// collide would turn every look-up into a search. Indexes do not depend on it.
    private static long hash(byte[] source, int from, int to) {
        long hash = SEED ^ (to - from);
        int at = from;
        for (; at + 8 <= to; at += 8) {
            hash = fold(hash ^ (long) LONGS.get(source, at));
        }
        if (at < to) {
            long tail = 0;
            for (int shift = 0; at < to; at++, shift += 8) {
                tail |= (source[at] & 0xFFL) << shift;
            }
            hash = fold(hash ^ tail);
        }
        return fold(hash);
    }

    private static long fold(long value) {
        long multiplier = 0xA0761D6478BD642FL;
        return (value * multiplier) ^ Math.unsignedMultiplyHigh(value, multiplier);
    }
}
