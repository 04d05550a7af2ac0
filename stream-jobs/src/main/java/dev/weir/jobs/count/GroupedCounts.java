package dev.weir.jobs.count;

import java.util.Arrays;

/// Counts by a 64-bit key that is never 0: open addressing over two arrays, reused from batch to
/// batch, so that counting allocates nothing.
final class GroupedCounts {
    /// Receives each key with its count.
    interface Visitor {
        /// Called once for each key.
        void visit(long key, long count);
    }

    private static final int INITIAL_SLOTS = 1 << 14;

    private long[] keys = new long[INITIAL_SLOTS];
    private long[] counts = new long[INITIAL_SLOTS];
    private int size;

    void clear() {
        if (size > 0) {
            Arrays.fill(keys, 0);
            size = 0;
        }
    }

    void add(long key, long amount) {
        int mask = keys.length - 1;
        int slot = slot(key, mask);
        while (keys[slot] != 0) {
            if (keys[slot] == key) {
                counts[slot] += amount;
                return;
            }
            slot = (slot + 1) & mask;
        }
        keys[slot] = key;
        counts[slot] = amount;
        if (++size * 2 > keys.length) {
            grow();
        }
    }

    void forEach(Visitor visitor) {
        for (int slot = 0; slot < keys.length; slot++) {
            if (keys[slot] != 0) {
                visitor.visit(keys[slot], counts[slot]);
            }
        }
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldCounts = counts;
        keys = new long[oldKeys.length * 2];
        counts = new long[keys.length];
        int mask = keys.length - 1;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int slot = slot(oldKeys[i], mask);
                while (keys[slot] != 0) {
                    slot = (slot + 1) & mask;
                }
                keys[slot] = oldKeys[i];
                counts[slot] = oldCounts[i];
            }
        }
    }

    /// Fibonacci hashing: the keys are packed small numbers, whose low bits alone would collide.
    private static int slot(long key, int mask) {
        return (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    }
}
