package dev.weir.schema.rollup;

import java.nio.ByteBuffer;
import org.HdrHistogram.Histogram;

/// Counts of values in the buckets of an HdrHistogram of 2 significant digits, of up to 2^31-1 values.
///
/// A job has a hundred thousand of these, most of a few hundred values between a millisecond and a second: a
/// histogram takes 18 KiB for each and goes through all of it to merge two. This one takes a quarter of that: no more
/// than the buckets between the lowest and the highest that have values, four bytes each. Whoever asks for more than
/// to record, merge and encode gets a histogram.
///
/// Sources: the buckets are those of `AbstractHistogram.countsArrayIndex`, the encoding that of
/// `encodeIntoByteBuffer` (V2), of <https://github.com/HdrHistogram/HdrHistogram>.
final class LatencyBuckets {
    /// Each power of two has 2^7 buckets from 2^8 on; below, each value has its own.
    private static final int BUCKETS_PER_POWER_BITS = 7;

    /// Buckets come and go so many at a time.
    private static final int STEP = 64;

    private static final int DIGITS = 2;
    private static final int PAYLOAD_BYTES_AT = 4;

    /// Of a run of empty buckets, or of a count.
    private static final int MAX_BYTES_PER_BUCKET = 5;

    /// Of the buckets from `first` on.
    private int[] counts = new int[0];

    private int first;
    private int total;

    /// How many values there are.
    int total() {
        return total;
    }

    /// Adds `times` times a value, 0 to [LatencySketch#MAX_MICROS]. All together must be fewer than 2^31.
    void add(long value, int times) {
        int bucket = bucket(value);
        if (bucket < first || bucket >= first + counts.length) {
            extend(bucket, bucket + 1);
        }
        counts[bucket - first] += times;
        total += times;
    }

    /// Adds everything that `that` holds. Both together must have fewer than 2^31 values.
    void add(LatencyBuckets that) {
        int end = that.first + that.counts.length;
        if (that.first < first || end > first + counts.length) {
            extend(that.first, end);
        }
        int shift = that.first - first;
        for (int i = 0; i < that.counts.length; i++) {
            counts[i + shift] += that.counts[i];
        }
        total += that.total;
    }

    /// The value that `percentile` (0 to 100) percent of the values do not exceed, as the histogram
    /// gives it: the highest of its bucket, and the lowest of the first one for 0. There must be values.
    long percentile(double percentile) {
        // A little less: 99.9 % of 1,000 are 999, not a hair more.
        double share = Math.clamp(Math.nextDown(percentile), 0, 100) / 100;
        long rank = Math.max((long) Math.ceil(share * total), 1);
        int i = 0;
        for (long upTo = counts[0]; upTo < rank; upTo += counts[i]) {
            i++;
        }
        int bucket = first + i;
        return percentile <= 0 ? lowest(bucket) : lowest(bucket + 1) - 1;
    }

    /// Adds everything to a histogram.
    void addTo(Histogram histogram) {
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                histogram.recordValueWithCount(lowest(first + i), counts[i]);
            }
        }
    }

    /// Makes room for the buckets `[from, to)`.
    private void extend(int from, int to) {
        boolean isEmpty = counts.length == 0;
        int start = (isEmpty ? from : Math.min(from, first)) & -STEP;
        int end = isEmpty ? to : Math.max(to, first + counts.length);
        int[] extended = new int[(end - start + STEP - 1) & -STEP];
        System.arraycopy(counts, 0, extended, isEmpty ? 0 : first - start, counts.length);
        counts = extended;
        first = start;
    }

    /// Number of a value's bucket.
    static int bucket(long value) {
        int power =
                Math.max(
                        Long.SIZE - Long.numberOfLeadingZeros(value) - BUCKETS_PER_POWER_BITS - 1,
                        0);
        return (power << BUCKETS_PER_POWER_BITS) + (int) (value >>> power);
    }

    /// The lowest value of a bucket.
    static long lowest(int bucket) {
        int power = Math.max((bucket >>> BUCKETS_PER_POWER_BITS) - 1, 0);
        return (long) (bucket - (power << BUCKETS_PER_POWER_BITS)) << power;
    }

    /// Writes them as a histogram in V2 encoding.
    ///
    /// @param usualMicros the least that the histogram says it has places for
    /// @param scratch is returned if there is room in it, from its beginning to its position
    ByteBuffer encode(long usualMicros, ByteBuffer scratch) {
        int end = counts.length;
        while (end > 0 && counts[end - 1] == 0) {
            end--;
        }
        int needed = SketchLimits.HISTOGRAM_HEADER_BYTES + MAX_BYTES_PER_BUCKET * (end + 1);
        ByteBuffer buffer =
                scratch.capacity() < needed ? ByteBuffer.allocate(needed) : scratch.clear();
        byte[] bytes = buffer.array();
        buffer.putInt(SketchLimits.HISTOGRAM_COOKIE)
                .putInt(0)
                .putInt(0)
                .putInt(DIGITS)
                .putLong(1)
                .putLong(Math.max(usualMicros, lowest(first + end) - 1))
                .putDouble(1);
        int at = SketchLimits.HISTOGRAM_HEADER_BYTES;
        int empty = first;
        for (int i = 0; i < end; i++) {
            if (counts[i] == 0) {
                empty++;
                continue;
            }
            at = putEmpty(bytes, at, empty);
            at = put(bytes, at, 2L * counts[i]);
            empty = 0;
        }
        buffer.putInt(PAYLOAD_BYTES_AT, at - SketchLimits.HISTOGRAM_HEADER_BYTES).position(at);
        return buffer;
    }

    /// Writes a run of empty buckets: one as a count of 0, more as their number below 0.
    private static int putEmpty(byte[] bytes, int at, int buckets) {
        if (buckets == 0) {
            return at;
        }
        return put(bytes, at, buckets == 1 ? 0 : 2L * buckets - 1);
    }

    /// Writes a number seven bits a byte, the lowest first.
    private static int put(byte[] bytes, int from, long number) {
        int at = from;
        long left = number;
        while (left > 0x7F) {
            bytes[at++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[at++] = (byte) left;
        return at;
    }
}
