package dev.weir.schema.rollup;

import java.util.Arrays;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/// Counts by string: a table with open addressing, at most half full. Plain arrays, for a rollup has a
/// dozen of these with a handful of strings each, and there are many rollups. Hashes stand beside the
/// strings, for to look at a string's own is to wait for memory.
final class StringCounts {
    private static final int INITIAL_SLOTS = 8;

    /// Takes an entry of a table for another one.
    interface Receiver {
        void take(String key, int hash, long count);
    }

    /// Null is free.
    private @Nullable String[] keys = new @Nullable String[INITIAL_SLOTS];

    private int[] hashes = new int[INITIAL_SLOTS];

    private long[] counts = new long[INITIAL_SLOTS];
    private int size;

    /// Adds to the count of a key; not if it is none of those held and they are `limit`.
    ///
    /// @param hash of the key, as [String#hashCode] gives it
    /// @return whether it was added
    boolean add(String key, int hash, long count, int limit) {
        int slot = slot(key, hash);
        if (keys[slot] != null) {
            counts[slot] += count;
            return true;
        }
        if (size >= limit) {
            return false;
        }
        put(slot, key, hash, count);
        if (++size * 2 > keys.length) {
            move(keys.length * 2, 0);
        }
        return true;
    }

    /// Becomes a copy, where nothing was added yet.
    ///
    /// @return whether it has
    boolean copyIfEmpty(StringCounts that) {
        if (size > 0) {
            return false;
        }
        keys = that.keys.clone();
        hashes = that.hashes.clone();
        counts = that.counts.clone();
        size = that.size;
        return true;
    }

    /// Where a key is, or is to be put. Most often the key is the very object that is there.
    @SuppressWarnings("ReferenceEquality") // a shortcut before equals
    private int slot(String key, int hash) {
        int slot = firstSlot(hash);
        while (true) {
            String held = keys[slot];
            if (held == null || held == key || (hashes[slot] == hash && held.equals(key))) {
                return slot;
            }
            slot = next(slot);
        }
    }

    private int firstSlot(int hash) {
        return (hash ^ hash >>> 16) & keys.length - 1;
    }

    private int next(int slot) {
        return slot + 1 & keys.length - 1;
    }

    private void put(int slot, String key, int hash, long count) {
        keys[slot] = key;
        hashes[slot] = hash;
        counts[slot] = count;
    }

    /// Takes an amount off every count; keys with nothing left are held no more.
    void takeOff(long amount) {
        move(keys.length, amount);
    }

    private void move(int slots, long less) {
        @Nullable String[] oldKeys = keys;
        int[] oldHashes = hashes;
        long[] oldCounts = counts;
        keys = new @Nullable String[slots];
        hashes = new int[slots];
        counts = new long[slots];
        size = 0;
        for (int i = 0; i < oldKeys.length; i++) {
            String key = oldKeys[i];
            if (key != null && (less == 0 || oldCounts[i] > less)) {
                int slot = firstSlot(oldHashes[i]);
                while (keys[slot] != null) {
                    slot = next(slot);
                }
                put(slot, key, oldHashes[i], oldCounts[i] - less);
                size++;
            }
        }
    }

    /// The count in the middle, or the higher one of the two in the middle; 0 if there are none.
    long median() {
        long[] sorted = new long[size];
        int next = 0;
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != null) {
                sorted[next++] = counts[i];
            }
        }
        Arrays.sort(sorted);
        return size == 0 ? 0 : sorted[size / 2];
    }

    /// Calls for each key, in no order.
    void forEach(ObjLongConsumer<String> consumer) {
        for (int i = 0; i < keys.length; i++) {
            String key = keys[i];
            if (key != null) {
                consumer.accept(key, counts[i]);
            }
        }
    }

    /// Gives each entry, in no order.
    void giveTo(Receiver receiver) {
        for (int i = 0; i < keys.length; i++) {
            String key = keys[i];
            if (key != null) {
                receiver.take(key, hashes[i], counts[i]);
            }
        }
    }

    /// The count of a key; 0 if it is not held.
    long get(String key) {
        return counts[slot(key, key.hashCode())];
    }

    /// Number of slots.
    int slots() {
        return keys.length;
    }

    /// The key in a slot; null if it is free.
    @Nullable String key(int slot) {
        return keys[slot];
    }

    /// The count in a slot.
    long count(int slot) {
        return counts[slot];
    }

    /// Number of keys.
    int size() {
        return size;
    }
}
