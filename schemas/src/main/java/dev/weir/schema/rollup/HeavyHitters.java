package dev.weir.schema.rollup;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.datasketches.common.ArrayOfStringsSerDe;
import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.FrequentItemsSketch;
import org.jspecify.annotations.Nullable;

/// The heaviest values of a field with too many values to count each. Exact while there are fewer
/// than 96 values; beyond, a count is off by at most 2.7 % of all requests of the rollup.
///
/// Source: <https://datasketches.apache.org/docs/Frequency/FrequentItemsOverview.html>.
public final class HeavyHitters {
    /// Longer values are cut, so that a hostile one cannot grow a rollup.
    public static final int MAX_VALUE_CHARS = 256;

    private static final int MAX_MAP_SIZE = 128;
    private static final ArrayOfStringsSerDe STRINGS = new CheckedStrings();

    private @Nullable FrequentItemsSketch<String> sketch;

    /// A value and what is known of its requests.
    ///
    /// @param value the value
    /// @param requests the estimate; the truth lies between `atLeast` and it
    /// @param atLeast a lower bound
    public record Hitter(String value, long requests, long atLeast) {}

    private FrequentItemsSketch<String> sketch() {
        FrequentItemsSketch<String> present = sketch;
        if (present == null) {
            present = new FrequentItemsSketch<>(MAX_MAP_SIZE);
            sketch = present;
        }
        return present;
    }

    /// Adds requests of a value.
    public void add(String value, long requests) {
        sketch().update(CutText.to(MAX_VALUE_CHARS, value), requests);
    }

    /// Adds everything that `that` holds.
    public void merge(HeavyHitters that) {
        if (that.sketch != null) {
            sketch().merge(that.sketch);
        }
    }

    /// The heaviest `limit` values, heaviest first.
    public List<Hitter> heaviest(int limit) {
        if (sketch == null) {
            return List.of();
        }
        List<Hitter> hitters = new ArrayList<>();
        for (var row : sketch.getFrequentItems(ErrorType.NO_FALSE_NEGATIVES)) {
            hitters.add(new Hitter(row.getItem(), row.getEstimate(), row.getLowerBound()));
        }
        hitters.sort(
                Comparator.comparingLong(Hitter::requests).reversed().thenComparing(Hitter::value));
        return hitters.size() > limit ? List.copyOf(hitters.subList(0, limit)) : hitters;
    }

    /// The sketch in DataSketches' form; empty if nothing was added.
    byte[] encoded() {
        return sketch == null || sketch.isEmpty() ? new byte[0] : sketch.toByteArray(STRINGS);
    }

    /// Adds a sketch in DataSketches' form.
    ///
    /// @throws IllegalArgumentException if it is none
    void mergeEncoded(byte[] encoded) {
        SketchLimits.checkFrequentItems(encoded);
        try {
            sketch().merge(
                            FrequentItemsSketch.getInstance(
                                    MemorySegment.ofArray(encoded), STRINGS));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("no frequent items: " + e.getMessage(), e);
        }
    }

    /// Checks the lengths of all strings before it allocates for one; its parent does not.
    private static final class CheckedStrings extends ArrayOfStringsSerDe {
        @Override
        public String[] deserializeFromMemorySegment(
                MemorySegment segment, long offset, int items) {
            sizeOf(segment, offset, items);
            return super.deserializeFromMemorySegment(segment, offset, items);
        }
    }
}
