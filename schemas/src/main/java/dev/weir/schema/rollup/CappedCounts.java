package dev.weir.schema.rollup;

import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/// Requests by key, with a bound on the keys: once [Breakdown#MAX_KEYS] are held, requests of a new
/// key count as "other". The sum over all keys and "other" is exact whatever the order; which keys
/// are held beyond the cap depends on who came first.
public final class CappedCounts {
    /// Longer keys are cut, so that a hostile header cannot grow a rollup.
    public static final int MAX_KEY_CHARS = 64;

    private static final int INITIAL_SLOTS = 8;

    /// Open addressing, at most half full; null is free. Plain arrays: a rollup has a dozen of these
    /// with a handful of keys each, and there are many rollups.
    private @Nullable String[] keys = new @Nullable String[INITIAL_SLOTS];

    private long[] counts = new long[INITIAL_SLOTS];
    private int size;
    private long other;

    /// Adds requests of a key.
    public void add(String key, long requests) {
        addCut(CutText.to(MAX_KEY_CHARS, key), requests);
    }

    private void addCut(String key, long requests) {
        int slot = slot(key);
        if (keys[slot] != null) {
            counts[slot] += requests;
        } else if (size == Breakdown.MAX_KEYS) {
            other += requests;
        } else {
            keys[slot] = key;
            counts[slot] = requests;
            if (++size * 2 > keys.length) {
                grow();
            }
        }
    }

    /// Where a key is, or is to be put. Most often the key is the very object that is there.
    @SuppressWarnings("ReferenceEquality") // a shortcut before equals
    private int slot(String key) {
        int mask = keys.length - 1;
        int hash = key.hashCode();
        int slot = (hash ^ hash >>> 16) & mask;
        while (true) {
            String held = keys[slot];
            if (held == null || held == key || held.equals(key)) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
    }

    private void grow() {
        @Nullable String[] oldKeys = keys;
        long[] oldCounts = counts;
        keys = new @Nullable String[oldKeys.length * 2];
        counts = new long[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            String key = oldKeys[i];
            if (key != null) {
                int slot = slot(key);
                keys[slot] = key;
                counts[slot] = oldCounts[i];
            }
        }
    }

    /// Adds requests whose keys are not known any more.
    public void addOther(long requests) {
        other += requests;
    }

    /// Adds everything that `that` holds.
    public void merge(CappedCounts that) {
        for (int i = 0; i < that.keys.length; i++) {
            String key = that.keys[i];
            if (key != null) {
                addCut(key, that.counts[i]);
            }
        }
        other += that.other;
    }

    /// Calls for each key held, in no order.
    public void forEach(ObjLongConsumer<String> consumer) {
        for (int i = 0; i < keys.length; i++) {
            String key = keys[i];
            if (key != null) {
                consumer.accept(key, counts[i]);
            }
        }
    }

    /// Requests of a key; 0 if it is not held.
    public long get(String key) {
        return counts[slot(key)];
    }

    /// Requests of keys beyond the cap.
    public long other() {
        return other;
    }

    /// Number of keys held.
    public int size() {
        return size;
    }

    /// Whether nothing was counted.
    public boolean isEmpty() {
        return size == 0 && other == 0;
    }
}
