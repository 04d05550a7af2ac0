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

    /// How many buckets the histogram may have.
    public static final int BUCKETS = LatencyBuckets.bucket(MAX_MICROS) + 1;

    private static final int SIGNIFICANT_DIGITS = 2;

    private static final int INITIAL_VALUES = 8;

    /// What a histogram has places for at least, 16 s: that the arrays of nearly all are equally long
    /// makes them quick to merge, and a longer one takes but 1 KiB for each power of two.
    private static final long USUAL_MICROS = (1 << 24) - 1;

    private static final int[] NONE = {};

    /// As unsigned numbers.
    private int[] few = NONE;

    private int fewCount;

    /// Of more values, up to 2^31-1.
    private @Nullable LatencyBuckets buckets;

    /// Of still more, and of what was read.
    private @Nullable Histogram histogram;

    /// Records one value in microseconds.
    public void record(long micros) {
        record(micros, 1);
    }

    /// Records `times` values in microseconds that are the same.
    public void record(long micros, long times) {
        long value = Math.min(Math.max(micros, 0), MAX_MICROS);
        if (buckets == null && histogram == null && times <= MAX_PLAIN_VALUES - fewCount) {
            for (long i = 0; i < times; i++) {
                keep(value);
            }
        } else if (fitsBuckets(times)) {
            buckets().add(value, (int) times);
        } else {
            histogram().recordValueWithCount(value, times);
        }
    }

    private boolean fitsBuckets(long values) {
        return histogram == null && values <= Integer.MAX_VALUE - count();
    }

    /// Number of the bucket that the histogram counts a value in, 0 to [#BUCKETS]-1.
    ///
    /// @param micros 0 to [#MAX_MICROS]
    public static int bucket(long micros) {
        return LatencyBuckets.bucket(micros);
    }

    /// The least value of a bucket: counts of values may be gathered under it.
    public static long lowestOf(int bucket) {
        return LatencyBuckets.lowest(bucket);
    }

    private void keep(long value) {
        if (fewCount == few.length) {
            few = Arrays.copyOf(few, Math.max(INITIAL_VALUES, few.length * 2));
        }
        few[fewCount++] = (int) value;
    }

    private LatencyBuckets buckets() {
        LatencyBuckets present = buckets;
        if (present == null) {
            present = new LatencyBuckets();
            for (int i = 0; i < fewCount; i++) {
                present.add(value(i), 1);
            }
            fewCount = 0;
            few = NONE;
            buckets = present;
        }
        return present;
    }

    private Histogram histogram() {
        Histogram present = histogram;
        if (present == null) {
            present = new Histogram(1, USUAL_MICROS, SIGNIFICANT_DIGITS);
            present.setAutoResize(true);
            buckets().addTo(present);
            buckets = null;
            histogram = present;
        }
        return present;
    }

    private long value(int i) {
        return Integer.toUnsignedLong(few[i]);
    }

    /// Adds everything that `that` holds.
    public void merge(LatencySketch that) {
        if (that.histogram != null) {
            histogram().add(that.histogram);
        } else if (that.buckets == null) {
            for (int i = 0; i < that.fewCount; i++) {
                record(that.value(i));
            }
        } else if (fitsBuckets(that.count())) {
            buckets().add(that.buckets);
        } else {
            that.buckets.addTo(histogram());
        }
    }

    /// Number of values.
    public long count() {
        if (histogram != null) {
            return histogram.getTotalCount();
        }
        return buckets != null ? buckets.total() : fewCount;
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
        if (buckets != null) {
            return Math.min(buckets.percentile(percentile), MAX_MICROS);
        }
        long[] sorted = plainValues();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(Math.clamp(percentile, 0, 100) / 100 * fewCount);
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
        if (buckets != null) {
            return buckets.encode(USUAL_MICROS, scratch);
        }
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
            if (count() == 0) {
                decoded.setAutoResize(true);
                few = NONE;
                buckets = null;
                histogram = decoded;
            } else {
                histogram().add(decoded);
            }
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("no histogram: " + e.getMessage(), e);
        }
    }
}
