package dev.weir.schema.batch;

import dev.weir.schema.text.KeyedHash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Each distinct string once, in the order of first appearance: open addressing over the
/// dictionary's own bytes, so that interning a string which it already has costs a hash and one
/// comparison. Nothing is allocated but when the table grows.
final class StringDictionary {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /// A slot holds the upper half of the string's hash over the string's index.
    private static final long TAG = 0xFFFF_FFFF_0000_0000L;

    /// Bytes of the longest string that fits into two words with its length.
    private static final int MAX_SHORT = 15;

    /// No short string's second word.
    private static final long LONG = -1;

    private byte[] bytes = new byte[64];
    private int byteCount;

    /// Where string i ends, i from 1; it starts where string i-1 ends.
    private int[] ends = new int[8];

    /// Two words of string i at 2 i: all of a short one, which is compared by them alone; of a long
    /// one its hash and [#LONG].
    private long[] words = new long[16];

    private int count;

    /// Open addressing; 0 is free. Hash and index stand side by side so that a look-up touches one
    /// line of the cache.
    private long[] slots = new long[16];

    /// Forgets all strings.
    void clear() {
        if (count > 0) {
            Arrays.fill(slots, 0);
        }
        byteCount = 0;
        count = 0;
    }

    /// The index, from 1, of the string in `[from, to)` of `source`, which is added if it is new.
    int intern(byte[] source, int from, int to) {
        return to - from <= MAX_SHORT
                ? internShort(source, from, to)
                : internLong(source, from, to);
    }

    private int internShort(byte[] source, int from, int to) {
        long head = head(source, from, to);
        long tail = tail(source, from, to);
        long hash = KeyedHash.of(head, tail);
        int mask = slots.length - 1;
        int slot = (int) hash & mask;
        while (slots[slot] != 0) {
            if (((slots[slot] ^ hash) & TAG) == 0) {
                int index = (int) slots[slot];
                if (words[2 * index] == head && words[2 * index + 1] == tail) {
                    return index;
                }
            }
            slot = (slot + 1) & mask;
        }
        return add(slot, hash, head, tail, source, from, to - from);
    }

    private int internLong(byte[] source, int from, int to) {
        long hash = KeyedHash.of(source, from, to);
        int mask = slots.length - 1;
        int slot = (int) hash & mask;
        while (slots[slot] != 0) {
            if (((slots[slot] ^ hash) & TAG) == 0) {
                int index = (int) slots[slot];
                if (isLong(index, source, from, to)) {
                    return index;
                }
            }
            slot = (slot + 1) & mask;
        }
        return add(slot, hash, hash, LONG, source, from, to - from);
    }

    /// Whether the string with this index is the one in `[from, to)` of `source`.
    boolean is(int index, byte[] source, int from, int to) {
        return to - from <= MAX_SHORT
                ? words[2 * index] == head(source, from, to)
                        && words[2 * index + 1] == tail(source, from, to)
                : isLong(index, source, from, to);
    }

    private boolean isLong(int index, byte[] source, int from, int to) {
        int start = ends[index - 1];
        int length = to - from;
        return ends[index] - start == length && equal(start, source, from, length);
    }

    /// By words, the last one over bytes that were compared before: a call of [Arrays#equals] costs
    /// more than the comparison.
    private boolean equal(int start, byte[] source, int from, int length) {
        int last = length - Long.BYTES;
        for (int at = 0; at < last; at += Long.BYTES) {
            if (eight(bytes, start + at) != eight(source, from + at)) {
                return false;
            }
        }
        return eight(bytes, start + last) == eight(source, from + last);
    }

    /// A short string's first eight bytes; its length over its bytes if it has fewer.
    private static long head(byte[] source, int from, int to) {
        int length = to - from;
        if (length >= Long.BYTES) {
            return eight(source, from);
        }
        long bytes;
        if (from + Long.BYTES <= source.length) {
            bytes = eight(source, from) & ((1L << (length << 3)) - 1);
        } else {
            bytes = 0;
            for (int at = to - 1; at >= from; at--) {
                bytes = (bytes << Byte.SIZE) | (source[at] & 0xFF);
            }
        }
        return bytes | ((long) length << 56);
    }

    /// A short string's length over the bytes behind its first eight; 0 if it has fewer than eight.
    private static long tail(byte[] source, int from, int to) {
        int length = to - from;
        if (length < Long.BYTES) {
            return 0;
        }
        long bytes = (eight(source, to - Long.BYTES) >>> 8) >>> (Byte.SIZE * (MAX_SHORT - length));
        return bytes | ((long) length << 56);
    }

    private int add(
            int slot, long hash, long head, long tail, byte[] source, int from, int length) {
        if (byteCount + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, byteCount + length));
        }
        System.arraycopy(source, from, bytes, byteCount, length);
        byteCount += length;
        count++;
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
            words = Arrays.copyOf(words, count * 4);
        }
        words[2 * count] = head;
        words[2 * count + 1] = tail;
        ends[count] = byteCount;
        slots[slot] = (hash & TAG) | count;
        if (count * 2 > slots.length) {
            grow();
        }
        return count;
    }

    private void grow() {
        long[] grown = new long[slots.length * 2];
        int mask = grown.length - 1;
        for (int index = 1; index <= count; index++) {
            long head = words[2 * index];
            long tail = words[2 * index + 1];
            long hash = tail == LONG ? head : KeyedHash.of(head, tail);
            int slot = (int) hash & mask;
            while (grown[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            grown[slot] = (hash & TAG) | index;
        }
        slots = grown;
    }

    /// Number of strings.
    int count() {
        return count;
    }

    /// Memory that the table takes, in bytes.
    int heldBytes() {
        return bytes.length
                + Integer.BYTES * ends.length
                + Long.BYTES * (words.length + slots.length);
    }

    /// Bytes of all strings together.
    int byteCount() {
        return byteCount;
    }

    /// Length in bytes of the string with this index.
    int length(int index) {
        return ends[index] - ends[index - 1];
    }

    /// Copies the strings, one after the other in the order of their indexes, to `at` of `target`.
    void copyBytes(byte[] target, int at) {
        System.arraycopy(bytes, 0, target, at, byteCount);
    }

    private static long eight(byte[] source, int at) {
        return (long) LONGS.get(source, at);
    }
}
