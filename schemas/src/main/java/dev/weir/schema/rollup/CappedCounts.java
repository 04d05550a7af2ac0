package dev.weir.schema.rollup;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjLongConsumer;

/// Requests by key, with a bound on the keys: once [Breakdown#MAX_KEYS] are held, requests of a new
/// key count as "other". The sum over all keys and "other" is exact whatever the order; which keys
/// are held beyond the cap depends on who came first.
public final class CappedCounts {
    /// Longer keys are cut, so that a hostile header cannot grow a rollup.
    public static final int MAX_KEY_CHARS = 64;

    private final Map<String, long[]> counts = new HashMap<>(8);
    private long other;

    /// Adds requests of a key.
    public void add(String key, long requests) {
        String held = CutText.to(MAX_KEY_CHARS, key);
        long[] count = counts.get(held);
        if (count != null) {
            count[0] += requests;
        } else if (counts.size() < Breakdown.MAX_KEYS) {
            counts.put(held, new long[] {requests});
        } else {
            other += requests;
        }
    }

    /// Adds requests whose keys are not known any more.
    public void addOther(long requests) {
        other += requests;
    }

    /// Adds everything that `that` holds.
    public void merge(CappedCounts that) {
        that.forEach(this::add);
        other += that.other;
    }

    /// Calls for each key held, in no order.
    public void forEach(ObjLongConsumer<String> consumer) {
        counts.forEach((key, count) -> consumer.accept(key, count[0]));
    }

    /// Requests of a key; 0 if it is not held.
    public long get(String key) {
        long[] count = counts.get(key);
        return count == null ? 0 : count[0];
    }

    /// Requests of keys beyond the cap.
    public long other() {
        return other;
    }

    /// Number of keys held.
    public int size() {
        return counts.size();
    }

    /// Whether nothing was counted.
    public boolean isEmpty() {
        return counts.isEmpty() && other == 0;
    }
}
