package dev.weir.schema.rollup;

import dev.weir.schema.text.Utf8;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The heaviest values of a field with too many values to count each. Exact while there are at most
/// [#MAX_VALUES] values; beyond, a count is off by at most [#RELATIVE_ERROR] of all requests that
/// were added, in whatever order and however often they were split and merged.
///
/// When there are more, the count of the 97th is taken off each, and values with less go. That takes at
/// least 97 times that count off the sum of the counts: so what is taken off one value is at most a 97th of
/// all requests. Values with just as much as that stay while there is room, with nothing: of a hundred that
/// are equally heavy, 96 are shown. Twice as many values and more may be held until somebody asks.
///
/// Sources: Misra and Gries, "Finding Repeated Elements", 1982; Agarwal et al., "Mergeable Summaries",
/// PODS 2012, whose way of merging this is; to wait for many values before some go as in Anderson et al., "A
/// High-Performance Algorithm for Identifying Frequent Items in Data Streams", IMC 2017,
/// <https://arxiv.org/abs/1705.07001>.
///
/// A view of a [Rollup]: what is added here is added there.
public final class HeavyHitters {
    /// Longer values are cut, so that a hostile one cannot grow a rollup.
    public static final int MAX_VALUE_BYTES = 256;

    /// Values that a rollup has.
    public static final int MAX_VALUES = 96;

    /// Most that a count is off, relative to all requests.
    public static final double RELATIVE_ERROR = 1.0 / (MAX_VALUES + 1);

    private final FieldCounts counts;
    private final int field;

    HeavyHitters(FieldCounts counts, Dimension dimension) {
        this.counts = counts;
        this.field = FieldCounts.field(dimension);
    }

    /// A value and what is known of its requests.
    ///
    /// @param value the value
    /// @param requests the estimate; the truth lies between `atLeast` and it
    /// @param atLeast a lower bound
    public record Hitter(String value, long requests, long atLeast) {}

    /// Adds requests of a value.
    public void add(String value, long requests) {
        byte[] bytes = Utf8.bytes(value);
        add(bytes, requests);
    }

    /// Adds requests of a value by its UTF-8.
    void add(byte[] value, long requests) {
        long hash = FieldCounts.hash(value, 0, value.length);
        counts.add(field, value, 0, value.length, hash, requests);
    }

    /// Adds what was taken off counts that are added.
    void addTakenOff(long requests) {
        counts.addToRest(field, requests);
    }

    /// The heaviest `limit` values, heaviest first.
    public List<Hitter> heaviest(int limit) {
        counts.reduce();
        long takenOff = counts.rest(field);
        List<Hitter> hitters = new ArrayList<>(counts.size(field));
        counts.forEach(
                field, (value, count) -> hitters.add(new Hitter(value, count + takenOff, count)));
        hitters.sort(
                Comparator.comparingLong(Hitter::requests).reversed().thenComparing(Hitter::value));
        return hitters.size() > limit ? List.copyOf(hitters.subList(0, limit)) : hitters;
    }

    /// Number of values held.
    int size() {
        counts.reduce();
        return counts.size(field);
    }
}
