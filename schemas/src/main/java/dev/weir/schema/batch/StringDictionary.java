package dev.weir.schema.batch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;

/// Each distinct string once, in the order of first appearance: open addressing over the
/// dictionary's own bytes, so that interning a string which it already has costs a hash and one
/// comparison. Nothing is allocated but when the table grows.
public final class StringDictionary {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SEED = new SecureRandom().nextLong();
    private static final long SECRET = new SecureRandom().nextLong();

    /// A slot holds the upper half of the string's hash over the string's index.
    private static final long TAG = 0xFFFF_FFFF_0000_0000L;

    private byte[] bytes = new byte[64];
    private int byteCount;

    /// Where string i ends, i from 1; it starts where string i-1 ends.
    private int[] ends = new int[8];

    private int count;

    /// Open addressing; 0 is free. Hash and index stand side by side so that a look-up touches one
    /// line of the cache.
    private long[] slots = new long[16];

    /// Creates a dictionary without strings.
    public StringDictionary() {}

    /// Forgets all strings.
    public void clear() {
        if (count > 0) {
            Arrays.fill(slots, 0);
        }
        byteCount = 0;
        count = 0;
    }

    /// The index, from 1, of the string in `[from, to)` of `source`, which is added if it is new.
    public int intern(byte[] source, int from, int to) {
        long hash = hash(source, from, to);
        int mask = slots.length - 1;
        int slot = (int) hash & mask;
        while (slots[slot] != 0) {
            if (((slots[slot] ^ hash) & TAG) == 0) {
                int index = (int) slots[slot];
                if (is(index, source, from, to)) {
                    return index;
                }
            }
            slot = (slot + 1) & mask;
        }
        return add(slot, hash, source, from, to - from);
    }

    /// Whether the string with this index is the one in `[from, to)` of `source`.
    boolean is(int index, byte[] source, int from, int to) {
        int start = ends[index - 1];
        int length = to - from;
        return ends[index] - start == length && equal(start, source, from, length);
    }

    /// By words, the last one over bytes that were compared before: most strings are so short that a
    /// call of [Arrays#equals] costs more than the comparison.
    private boolean equal(int start, byte[] source, int from, int length) {
        if (length >= Long.BYTES) {
            int last = length - Long.BYTES;
            for (int at = 0; at < last; at += Long.BYTES) {
                if (eight(bytes, start + at) != eight(source, from + at)) {
                    return false;
                }
            }
            return eight(bytes, start + last) == eight(source, from + last);
        }
        if (length >= Integer.BYTES) {
            int last = length - Integer.BYTES;
            return four(bytes, start) == four(source, from)
                    && four(bytes, start + last) == four(source, from + last);
        }
        for (int at = 0; at < length; at++) {
            if (bytes[start + at] != source[from + at]) {
                return false;
            }
        }
        return true;
    }

    private int add(int slot, long hash, byte[] source, int from, int length) {
        if (byteCount + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, byteCount + length));
        }
        System.arraycopy(source, from, bytes, byteCount, length);
        byteCount += length;
        count++;
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
        }
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
            long hash = hash(bytes, ends[index - 1], ends[index]);
            int slot = (int) hash & mask;
            while (grown[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            grown[slot] = (hash & TAG) | index;
        }
        slots = grown;
    }

    /// Number of strings.
    public int count() {
        return count;
    }

    /// Memory that the table takes, in bytes.
    int heldBytes() {
        return bytes.length + Integer.BYTES * ends.length + Long.BYTES * slots.length;
    }

    /// Bytes of all strings together.
    public int byteCount() {
        return byteCount;
    }

    /// Length in bytes of the string with this index.
    public int length(int index) {
        return ends[index] - ends[index - 1];
    }

    /// Copies the strings, one after the other in the order of their indexes, to `at` of `target`.
    public void copyBytes(byte[] target, int at) {
        System.arraycopy(bytes, 0, target, at, byteCount);
    }

    /// Sixteen bytes a step, one multiplication: the shape of wyhash
    /// (<https://github.com/wangyi-fudan/wyhash>). Clients choose most of the strings, so seed and
    /// secret are the process's own: without them, a few thousand paths that are made to collide
    /// would turn every look-up into a search. Indexes do not depend on them.
    private static long hash(byte[] source, int from, int to) {
        int length = to - from;
        long hash = SEED ^ length;
        if (length >= 16) {
            int at = from;
            if (length > 48) {
                // Two chains side by side: a multiplication waits for the one before.
                long other = hash;
                for (; at + 32 < to; at += 32) {
                    hash = mix(eight(source, at) ^ SECRET, eight(source, at + 8) ^ hash);
                    other = mix(eight(source, at + 16) ^ SECRET, eight(source, at + 24) ^ other);
                }
                hash ^= Long.rotateLeft(other, 32);
            }
            for (; at + 16 < to; at += 16) {
                hash = mix(eight(source, at) ^ SECRET, eight(source, at + 8) ^ hash);
            }
            return finish(eight(source, to - 16), eight(source, to - 8), hash);
        }
        if (length >= 8) {
            return finish(eight(source, from), eight(source, to - 8), hash);
        }
        if (length >= 4) {
            return finish(four(source, from), four(source, to - 4), hash);
        }
        if (length == 0) {
            return finish(0, 0, hash);
        }
        int first = source[from] << 16;
        int middle = (source[from + (length >> 1)] & 0xFF) << 8;
        return finish(first | middle | (source[to - 1] & 0xFF), 0, hash);
    }

    private static long eight(byte[] source, int at) {
        return (long) LONGS.get(source, at);
    }

    private static int four(byte[] source, int at) {
        return (int) INTS.get(source, at);
    }

    private static long finish(long first, long second, long hash) {
        return mix(SECRET, mix(first ^ SECRET, second ^ hash));
    }

    private static long mix(long a, long b) {
        return (a * b) ^ Math.unsignedMultiplyHigh(a, b);
    }
}
