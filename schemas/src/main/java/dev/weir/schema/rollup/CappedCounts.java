package dev.weir.schema.rollup;

import dev.weir.schema.text.Utf8;
import java.util.function.ObjLongConsumer;

/// Requests by key, with a bound on the keys: once [Breakdown#MAX_KEYS] are held, requests of a new
/// key count as "other". The sum over all keys and "other" is exact whatever the order; which keys
/// are held beyond the cap depends on who came first.
public final class CappedCounts {
    /// Longer keys are cut, so that a hostile header cannot grow a rollup.
    public static final int MAX_KEY_BYTES = 64;

    private final StringCounts counts = new StringCounts();
    private long other;

    /// Adds requests of a key.
    public void add(String key, long requests) {
        byte[] bytes = Utf8.bytes(key);
        add(bytes, 0, bytes.length, StringCounts.hash(bytes, 0, bytes.length), requests);
    }

    /// Adds requests of the key whose UTF-8 are `length` bytes from `from` on.
    ///
    /// @param hash of these bytes, as [Rollup#hash] gives it
    public void add(byte[] source, int from, int length, int hash, long requests) {
        int cut = Utf8.cut(source, from, length, MAX_KEY_BYTES);
        addCut(
                source,
                from,
                cut,
                cut == length ? hash : StringCounts.hash(source, from, from + cut),
                requests);
    }

    private void addCut(byte[] source, int from, int length, int hash, long requests) {
        if (!counts.add(source, from, length, hash, requests, Breakdown.MAX_KEYS)) {
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

    /// Calls for each key held, in the order in which they came.
    public void forEach(ObjLongConsumer<String> consumer) {
        counts.forEach(consumer);
    }

    /// Requests of a key; 0 if it is not held.
    public long get(String key) {
        return counts.get(Utf8.bytes(key));
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
