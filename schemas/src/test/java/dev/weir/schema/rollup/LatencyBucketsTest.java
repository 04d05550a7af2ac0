package dev.weir.schema.rollup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/// The buckets and their encoding are the library's own.
class LatencyBucketsTest {
    private static final long USUAL_MICROS = (1 << 24) - 1;

    private final Random random = new Random(7);

    @Test
    void bucketsAreThoseOfTheHistogram() {
        Histogram histogram = new Histogram(1, LatencySketch.MAX_MICROS, 2);
        LongStream edges =
                LongStream.range(0, 33)
                        .flatMap(power ->
                                LongStream.rangeClosed(-2, 2)
                                        .map(offset -> (1L << power) + offset));
        LongStream any = random.longs(100_000, 0, LatencySketch.MAX_MICROS + 1);
        LongStream.concat(edges, any)
                .filter(value -> value >= 0 && value <= LatencySketch.MAX_MICROS)
                .forEach(value -> {
                    int bucket = LatencySketch.bucket(value);
                    assertTrue(bucket < LatencySketch.BUCKETS, value + " in bucket " + bucket);
                    assertEquals(
                            histogram.lowestEquivalentValue(value),
                            LatencySketch.lowestOf(bucket),
                            "of " + value);
                });
    }

    @Test
    void theEncodingIsTheHistograms() {
        assertEncodedAlike(1, () -> 0);
        assertEncodedAlike(1, () -> USUAL_MICROS);
        assertEncodedAlike(3, () -> random.nextInt(4));
        assertEncodedAlike(200, () -> 1_000 + random.nextInt(3));
        assertEncodedAlike(5_000, () -> 500 + random.nextInt(300_000));
        assertEncodedAlike(5_000, () -> random.nextLong(USUAL_MICROS + 1));
        assertEncodedAlike(300_000, () -> random.nextInt(3) * 128L);
    }

    private static void assertEncodedAlike(int count, LongSupplier values) {
        Histogram histogram = new Histogram(1, USUAL_MICROS, 2);
        LatencyBuckets buckets = new LatencyBuckets();
        for (int i = 0; i < count; i++) {
            long value = values.getAsLong();
            histogram.recordValue(value);
            buckets.add(value, 1);
        }
        assertArrayEquals(encoded(histogram), encoded(buckets));
    }

    private static byte[] encoded(Histogram histogram) {
        ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        histogram.encodeIntoByteBuffer(bytes);
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static byte[] encoded(LatencyBuckets buckets) {
        ByteBuffer bytes = buckets.encode(USUAL_MICROS, ByteBuffer.allocate(0));
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    @Test
    void percentilesAreThoseOfTheHistogram() {
        for (int round = 0; round < 50; round++) {
            Histogram histogram = new Histogram(1, LatencySketch.MAX_MICROS, 2);
            LatencySketch sketch = new LatencySketch();
            int most = 1 << random.nextInt(1, 31);
            for (int i = LatencySketch.MAX_PLAIN_VALUES + random.nextInt(400); i >= 0; i--) {
                long value = random.nextInt(most);
                histogram.recordValue(value);
                sketch.record(value);
            }
            for (double percentile : new double[] {0, 0.1, 1, 25, 50, 90, 99, 99.9, 100}) {
                assertEquals(
                        histogram.getValueAtPercentile(percentile),
                        sketch.percentile(percentile),
                        percentile + " % of values below " + most);
            }
        }
    }

    @Test
    void timesOfAnHourAreReadBack() throws Exception {
        LatencyBuckets buckets = new LatencyBuckets();
        buckets.add(LatencySketch.MAX_MICROS, 3);
        buckets.add(3_600_000_000L, 2);
        buckets.add(70, Integer.MAX_VALUE - 5);
        Histogram read = Histogram.decodeFromByteBuffer(ByteBuffer.wrap(encoded(buckets)), 0);
        assertEquals(Integer.MAX_VALUE, read.getTotalCount());
        assertEquals(3, read.getCountAtValue(LatencySketch.MAX_MICROS));
        assertEquals(2, read.getCountAtValue(3_600_000_000L));
        assertEquals(Integer.MAX_VALUE - 5, read.getCountAtValue(70));
    }

    @Test
    void whatIsMergedIsAsIfItHadBeenAddedTogether() {
        for (int round = 0; round < 200; round++) {
            LatencyBuckets all = new LatencyBuckets();
            LatencyBuckets merged = new LatencyBuckets();
            for (int part = 0; part < 4; part++) {
                LatencyBuckets one = new LatencyBuckets();
                long lowest = 1L << random.nextInt(31);
                for (int i = random.nextInt(50); i > 0; i--) {
                    long value = lowest + random.nextLong(lowest);
                    one.add(value, i);
                    all.add(value, i);
                }
                merged.add(one);
            }
            assertEquals(all.total(), merged.total());
            assertArrayEquals(encoded(all), encoded(merged));
        }
    }

    @Test
    void countsBeyondThirtyOneBitsAreKept() {
        LatencySketch sketch = new LatencySketch();
        sketch.record(5, Integer.MAX_VALUE);
        sketch.record(7, 2);
        assertEquals(Integer.MAX_VALUE + 2L, sketch.count());

        LatencySketch merged = new LatencySketch();
        for (int i = 0; i < 3; i++) {
            LatencySketch part = new LatencySketch();
            part.record(1_000, Integer.MAX_VALUE);
            merged.merge(part);
        }
        merged.merge(sketch);
        assertEquals(4L * Integer.MAX_VALUE + 2, merged.count());
        assertEquals(5, merged.percentile(10));
        assertEquals(LatencySketch.bucket(1_000), LatencySketch.bucket(merged.percentile(90)));
    }
}
