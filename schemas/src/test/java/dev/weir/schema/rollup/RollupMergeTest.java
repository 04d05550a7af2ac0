package dev.weir.schema.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Merging rollups is commutative and associative, and the empty rollup changes nothing.
class RollupMergeTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20, 64, 65, 300})
    void theOrderOfMergingDoesNotMatter(int requests) {
        for (long seed = 0; seed < 10; seed++) {
            Rollup a = RandomRollup.of(3 * seed, requests);
            Rollup b = RandomRollup.of(3 * seed + 1, 40);
            Rollup c = RandomRollup.of(3 * seed + 2, 2 * requests);

            Rollup expected = RandomRollup.merged(a, b, c);
            assertSame(expected, RandomRollup.merged(c, b, a));
            assertSame(expected, RandomRollup.merged(a, RandomRollup.merged(b, c)));
            assertSame(expected, RandomRollup.merged(RandomRollup.merged(a, b), c));
        }
    }

    @Test
    void theEmptyRollupChangesNothing() {
        Rollup some = RandomRollup.of(5, 100);
        assertSame(some, RandomRollup.merged(some, new Rollup()));
        assertSame(some, RandomRollup.merged(new Rollup(), some));
    }

    @Test
    void mergingLeavesTheMergedAsItWas() {
        Rollup part = RandomRollup.of(6, 100);
        Rollup before = RandomRollup.merged(part);
        Rollup sum = RandomRollup.merged(part);
        sum.merge(RandomRollup.of(7, 100));

        assertSame(before, part);
    }

    /// Equal in everything that is exact; sketches of few enough values are exact, too.
    static void assertSame(Rollup expected, Rollup actual) {
        for (Counter counter : Counter.values()) {
            assertEquals(expected.counter(counter), actual.counter(counter), counter.name());
        }
        for (Breakdown breakdown : Breakdown.values()) {
            assertEquals(
                    counts(expected.breakdown(breakdown)), counts(actual.breakdown(breakdown)));
        }
        for (Dimension dimension : Dimension.values()) {
            assertEquals(
                    expected.heaviest(dimension).heaviest(100),
                    actual.heaviest(dimension).heaviest(100));
        }
        assertSame(expected.latency(), actual.latency());
        assertSame(expected.originLatency(), actual.originLatency());
        double clients = expected.uniqueClients().estimate();
        assertEquals(clients, actual.uniqueClients().estimate(), clients * 0.01);
    }

    private static void assertSame(LatencySketch expected, LatencySketch actual) {
        assertEquals(expected.count(), actual.count());
        List<Long> expectedValues = new ArrayList<>();
        List<Long> actualValues = new ArrayList<>();
        for (double percentile = 0; percentile <= 100; percentile += 2.5) {
            expectedValues.add(expected.percentile(percentile));
            actualValues.add(actual.percentile(percentile));
        }
        assertEquals(expectedValues, actualValues);
    }

    private static Map<String, Long> counts(CappedCounts counts) {
        Map<String, Long> map = new TreeMap<>();
        counts.forEach(map::put);
        map.put("(other)", counts.other());
        return map;
    }
}
