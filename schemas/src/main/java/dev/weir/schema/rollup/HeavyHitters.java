package dev.weir.schema.rollup;

import dev.weir.schema.text.Utf8;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The heaviest values of a field with too many values to count each. Exact while there are at most
/// [#MAX_VALUES] values; beyond, a count is off by at most [#RELATIVE_ERROR] of all requests that
/// were added, in whatever order and however often they were split and merged.
///
/// When there is one value too many, the median of the counts is taken off each, and values with
/// nothing left go. That takes at least 49 times the median off the sum of the counts: so what is
/// taken off one value is at most a 49th of all requests.
///
/// Sources: Anderson et al., "A High-Performance Algorithm for Identifying Frequent Items in Data
/// Streams", IMC 2017, <https://arxiv.org/abs/1705.07001>; Agarwal et al., "Mergeable Summaries",
/// PODS 2012.
public final class HeavyHitters {
    /// Longer values are cut, so that a hostile one cannot grow a rollup.
    public static final int MAX_VALUE_BYTES = 256;

    /// Values that are held.
    public static final int MAX_VALUES = 96;

    /// Most that a count is off, relative to all requests.
    public static final double RELATIVE_ERROR = 1.0 / (MAX_VALUES / 2 + 1);

    private final StringCounts counts = new StringCounts();

    /// The most that the count of a value can be short of its requests.
    private long takenOff;

    /// A value and what is known of its requests.
    ///
    /// @param value the value
    /// @param requests the estimate; the truth lies between `atLeast` and it
    /// @param atLeast a lower bound
    public record Hitter(String value, long requests, long atLeast) {}

    /// Adds requests of a value.
    public void add(String value, long requests) {
        byte[] bytes = Utf8.bytes(value);
        add(bytes, 0, bytes.length, StringCounts.hash(bytes, 0, bytes.length), requests);
    }

    /// Adds requests of the value whose UTF-8 are `length` bytes from `from` on.
    ///
    /// @param hash of these bytes, as [Rollup#hash] gives it
    public void add(byte[] source, int from, int length, int hash, long requests) {
        int cut = Utf8.cut(source, from, length, MAX_VALUE_BYTES);
        addCut(
                source,
                from,
                cut,
                cut == length ? hash : StringCounts.hash(source, from, from + cut),
                requests);
    }

    private void addCut(byte[] source, int from, int length, int hash, long requests) {
        counts.add(source, from, length, hash, requests, MAX_VALUES + 1);
        if (counts.size() > MAX_VALUES) {
            long median = counts.median();
            counts.takeOff(median);
            takenOff += median;
        }
    }

    /// Adds everything that `that` holds.
    public void merge(HeavyHitters that) {
        if (!counts.copyIfEmpty(that.counts)) {
            that.counts.giveTo(this::addCut);
        }
        takenOff += that.takenOff;
    }

    /// Adds what was taken off counts that are added.
    void addTakenOff(long requests) {
        takenOff += requests;
    }

    /// The heaviest `limit` values, heaviest first.
    public List<Hitter> heaviest(int limit) {
        List<Hitter> hitters = new ArrayList<>(counts.size());
        counts.forEach((value, count) -> hitters.add(new Hitter(value, count + takenOff, count)));
        hitters.sort(
                Comparator.comparingLong(Hitter::requests).reversed().thenComparing(Hitter::value));
        return hitters.size() > limit ? List.copyOf(hitters.subList(0, limit)) : hitters;
    }

    /// The values that are held, each with the least that it has: for a writer.
    StringCounts table() {
        return counts;
    }

    /// The most that a count can be short; also what the values that are not held have at most.
    long takenOff() {
        return takenOff;
    }

    /// Number of values held.
    int size() {
        return counts.size();
    }
}
