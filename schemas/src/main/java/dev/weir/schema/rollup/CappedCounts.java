package dev.weir.schema.rollup;

import dev.weir.schema.text.Utf8;
import java.util.function.ObjLongConsumer;

/// Requests by key, with a bound on the keys: once [Breakdown#MAX_KEYS] are held, requests of a new
/// key count as "other". The sum over all keys and "other" is exact whatever the order; which keys
/// are held beyond the cap depends on who came first.
///
/// A view of a [Rollup]: what is added here is added there.
public final class CappedCounts {
    /// Longer keys are cut, so that a hostile header cannot grow a rollup.
    public static final int MAX_KEY_BYTES = 64;

    private final FieldCounts counts;
    private final int field;

    CappedCounts(FieldCounts counts, Breakdown breakdown) {
        this.counts = counts;
        this.field = FieldCounts.field(breakdown);
    }

    /// Adds requests of a key.
    public void add(String key, long requests) {
        byte[] bytes = Utf8.bytes(key);
        long hash = FieldCounts.hash(bytes, 0, bytes.length);
        counts.add(field, bytes, 0, bytes.length, hash, requests);
    }

    /// Adds requests whose keys are not known any more.
    public void addOther(long requests) {
        counts.addToRest(field, requests);
    }

    /// Calls for each key held, in the order in which they came.
    public void forEach(ObjLongConsumer<String> consumer) {
        counts.forEach(field, consumer);
    }

    /// Requests of a key; 0 if it is not held.
    public long get(String key) {
        return counts.get(field, Utf8.bytes(key));
    }

    /// Requests of keys beyond the cap.
    public long other() {
        return counts.rest(field);
    }

    /// Number of keys held.
    public int size() {
        return counts.size(field);
    }

    /// Whether nothing was counted.
    public boolean isEmpty() {
        return size() == 0 && other() == 0;
    }
}
