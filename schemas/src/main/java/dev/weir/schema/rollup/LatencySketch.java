package dev.weir.schema.rollup;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Time spent, as a distribution that merges: the values themselves while they are few, then an
/// HdrHistogram of 2 significant digits (a percentile is off by at most 1 %), in microseconds.
///
/// Most aggregates are of a customer with few requests in a second, and a histogram costs
/// kilobytes: keeping the first values plain makes those cheap.
///
/// Source: <https://hdrhistogram.github.io/HdrHistogram/>.
public final class LatencySketch {
    /// Values kept plain; more become a histogram.
    public static final int MAX_PLAIN_VALUES = 64;

    /// Longer times count as this: 4294 s, what the batch schema can say.
    public static final long MAX_MICROS = 0xFFFFFFFFL;

    private static final int SIGNIFICANT_DIGITS = 2;

    private static final int INITIAL_VALUES = 8;

    /// What a histogram has places for from its beginning, 16 s: that the arrays of nearly all are equally
    /// long makes them quick to merge, and a longer one takes but 1 KiB for each power of two.
    private static final long USUAL_MICROS = (1 << 24) - 1;

    /// Bits of a value that the histogram keeps: 2^8 is the first power of two above 2 * 10^2.
    private static final int KEPT_BITS = 8;

    private static final int[] NONE = {};

    /// As unsigned numbers.
    private int[] few = NONE;

    private int fewCount;
    private @Nullable Histogram histogram;

    /// Records one value in microseconds.
    public void record(long micros) {
        record(micros, 1);
    }

    /// Records `times` values in microseconds that are the same.
    public void record(long micros, long times) {
        long value = Math.min(Math.max(micros, 0), MAX_MICROS);
        if (histogram == null && times > MAX_PLAIN_VALUES - fewCount) {
            promote();
        }
        if (histogram != null) {
            histogram.recordValueWithCount(value, times);
            return;
        }
        for (long i = 0; i < times; i++) {
            keep(value);
        }
    }

    /// The least value that the histogram does not tell from this one, 0 to [#MAX_MICROS]: counts of
    /// values may be gathered under it.
    public static long lowestEquivalent(long micros) {
        int dropped = Math.max(Long.SIZE - Long.numberOfLeadingZeros(micros) - KEPT_BITS, 0);
        return micros >>> dropped << dropped;
    }

    private void keep(long value) {
        if (fewCount == few.length) {
            few = Arrays.copyOf(few, Math.max(INITIAL_VALUES, few.length * 2));
        }
        few[fewCount++] = (int) value;
    }

    private Histogram promote() {
        Histogram promoted = histogram;
        if (promoted == null) {
            // A histogram that grows does so by way of an exception.
            promoted = new Histogram(1, Math.max(longest(), USUAL_MICROS), SIGNIFICANT_DIGITS);
            promoted.setAutoResize(true);
            for (int i = 0; i < fewCount; i++) {
                promoted.recordValue(value(i));
            }
            fewCount = 0;
            few = NONE;
            histogram = promoted;
        }
        return promoted;
    }

    private long longest() {
        long longest = 0;
        for (int i = 0; i < fewCount; i++) {
            longest = Math.max(longest, value(i));
        }
        return longest;
    }

    private long value(int i) {
        return Integer.toUnsignedLong(few[i]);
    }

    /// Adds everything that `that` holds.
    public void merge(LatencySketch that) {
        if (that.histogram != null) {
            promote().add(that.histogram);
            return;
        }
        for (int i = 0; i < that.fewCount; i++) {
            record(that.value(i));
        }
    }

    /// Number of values.
    public long count() {
        return histogram == null ? fewCount : histogram.getTotalCount();
    }

    /// The value in microseconds that `percentile` (0 to 100) percent of the values do not exceed;
    /// -1 if there are none.
    public long percentile(double percentile) {
        if (count() == 0) {
            return -1;
        }
        if (histogram != null) {
            return Math.min(histogram.getValueAtPercentile(percentile), MAX_MICROS);
        }
        long[] sorted = plainValues();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(Math.min(Math.max(percentile, 0), 100) / 100 * fewCount);
        return sorted[Math.max(rank - 1, 0)];
    }

    /// The plain values, or none if there is a histogram.
    long[] plainValues() {
        long[] values = new long[fewCount];
        Arrays.setAll(values, this::value);
        return values;
    }

    /// Writes the histogram in HdrHistogram's V2 encoding; nothing if the values are plain.
    ///
    /// @param scratch is returned if there is room in it, from its beginning to its position
    ByteBuffer encodeHistogram(ByteBuffer scratch) {
        if (histogram == null) {
            return scratch.clear();
        }
        int needed = histogram.getNeededByteBufferCapacity();
        ByteBuffer buffer =
                scratch.capacity() < needed ? ByteBuffer.allocate(needed) : scratch.clear();
        histogram.encodeIntoByteBuffer(buffer);
        return buffer;
    }

    /// Adds a histogram in HdrHistogram's V2 encoding.
    ///
    /// @throws IllegalArgumentException if it is none
    void mergeEncoded(ByteBuffer encoded) {
        SketchLimits.checkHistogram(encoded);
        try {
            Histogram decoded = Histogram.decodeFromByteBuffer(encoded, 0);
            if (histogram == null && fewCount == 0) {
                decoded.setAutoResize(true);
                few = NONE;
                histogram = decoded;
            } else {
                promote().add(decoded);
            }
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("no histogram: " + e.getMessage(), e);
        }
    }
}
