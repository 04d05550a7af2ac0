package dev.weir.schema.rollup;

import java.util.function.ObjLongConsumer;

/// Requests by key, with a bound on the keys: once [Breakdown#MAX_KEYS] are held, requests of a new
/// key count as "other". The sum over all keys and "other" is exact whatever the order; which keys
/// are held beyond the cap depends on who came first.
public final class CappedCounts {
    /// Longer keys are cut, so that a hostile header cannot grow a rollup.
    public static final int MAX_KEY_CHARS = 64;

    private final StringCounts counts = new StringCounts();
    private long other;

    /// Adds requests of a key.
    public void add(String key, long requests) {
        String cut = CutText.to(MAX_KEY_CHARS, key);
        addCut(cut, cut.hashCode(), requests);
    }

    private void addCut(String key, int hash, long requests) {
        if (!counts.add(key, hash, requests, Breakdown.MAX_KEYS)) {
            other += requests;
        }
    }

    /// Adds requests whose keys are not known any more.
    public void addOther(long requests) {
        other += requests;
    }

    /// Adds everything that `that` holds.
    public void merge(CappedCounts that) {
        if (!counts.copyIfEmpty(that.counts)) {
            that.counts.giveTo(this::addCut);
        }
        other += that.other;
    }

    /// The keys that are held: for a writer.
    StringCounts table() {
        return counts;
    }

    /// Calls for each key held, in no order.
    public void forEach(ObjLongConsumer<String> consumer) {
        counts.forEach(consumer);
    }

    /// Requests of a key; 0 if it is not held.
    public long get(String key) {
        return counts.get(key);
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
        return counts.size() == 0 && other == 0;
    }
}
