package dev.weir.schema.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class LatencySketchTest {
    private static final double[] PERCENTILES = {0, 1, 25, 50, 75, 90, 95, 99, 99.9, 100};

    @Test
    void percentilesOfFewValuesAreExact() {
        Random random = new Random(1);
        assertWithin(0, LatencySketch.MAX_PLAIN_VALUES, () -> random.nextLong(1L << 32));
    }

    @Test
    void percentilesOfManyValuesAreWithinOnePercent() {
        Random random = new Random(2);
        assertWithin(0.01, 65, () -> random.nextLong(1L << 32));
        assertWithin(0.01, 5000, () -> random.nextLong(1L << 32));
        assertWithin(0.01, 20_000, () -> (long) Math.exp(random.nextDouble() * 22));
        assertWithin(0.01, 20_000, () -> random.nextInt(300));
        assertWithin(0.01, 1000, () -> 1_234_567);
    }

    private static void assertWithin(double relative, int count, LongSupplier values) {
        LatencySketch sketch = new LatencySketch();
        LatencySketch[] parts = {new LatencySketch(), new LatencySketch(), new LatencySketch()};
        long[] exact = new long[count];
        for (int i = 0; i < count; i++) {
            exact[i] = values.getAsLong();
            sketch.record(exact[i]);
            parts[i % 3].record(exact[i]);
        }
        LatencySketch merged = new LatencySketch();
        for (LatencySketch part : parts) {
            merged.merge(part);
        }
        Arrays.sort(exact);
        assertEquals(count, sketch.count());
        assertEquals(count, merged.count());
        for (double percentile : PERCENTILES) {
            int rank = (int) Math.ceil(percentile / 100 * count);
            long truth = exact[Math.max(rank - 1, 0)];
            String what = percentile + " % of " + count;
            assertNear(truth, sketch.percentile(percentile), relative, what);
            assertNear(truth, merged.percentile(percentile), relative, what);
        }
    }

    private static void assertNear(long truth, long actual, double relative, String what) {
        assertTrue(
                Math.abs(actual - truth) <= (double) truth * relative,
                what + " is " + truth + ", said " + actual);
    }

    @Test
    void thereIsNoPercentileOfNothing() {
        assertEquals(-1, new LatencySketch().percentile(50));
        assertEquals(0, new LatencySketch().count());
    }

    @Test
    void timesOutOfRangeCountAsTheNearest() {
        LatencySketch sketch = new LatencySketch();
        sketch.record(-1);
        sketch.record(Long.MAX_VALUE);
        assertEquals(0, sketch.percentile(0));
        assertEquals(LatencySketch.MAX_MICROS, sketch.percentile(100));
        for (int i = 0; i < 100; i++) {
            sketch.record(Long.MAX_VALUE);
        }
        assertEquals(LatencySketch.MAX_MICROS, sketch.percentile(100));
        assertTrue(sketch.plainValues().length == 0);
    }
}
