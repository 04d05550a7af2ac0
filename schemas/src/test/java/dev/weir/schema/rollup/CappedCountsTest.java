package dev.weir.schema.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CappedCountsTest {
    private static long sum(CappedCounts counts) {
        long[] sum = {counts.other()};
        counts.forEach((key, count) -> sum[0] += count);
        return sum[0];
    }

    @Test
    void keysBeyondTheCapCountAsOther() {
        CappedCounts counts = new Rollup().breakdown(Breakdown.METHOD);
        assertTrue(counts.isEmpty());
        for (int i = 0; i < Breakdown.MAX_KEYS + 10; i++) {
            counts.add("key" + i, 2);
        }
        counts.add("key3", 5);

        assertEquals(Breakdown.MAX_KEYS, counts.size());
        assertEquals(7, counts.get("key3"));
        assertEquals(0, counts.get("key" + Breakdown.MAX_KEYS));
        assertEquals(20, counts.other());
    }

    @Test
    void theSumIsExactWhateverTheOrder() {
        Random random = new Random(1);
        Rollup[] parts = new Rollup[5];
        long sum = 0;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = new Rollup();
            for (int j = 0; j < 500; j++) {
                int requests = random.nextInt(10);
                parts[i].breakdown(Breakdown.COUNTRY).add("key" + random.nextInt(200), requests);
                sum += requests;
            }
        }
        Rollup forward = new Rollup();
        Rollup backward = new Rollup();
        for (int i = 0; i < parts.length; i++) {
            forward.merge(parts[i]);
            backward.merge(parts[parts.length - 1 - i]);
        }

        assertEquals(sum, sum(forward.breakdown(Breakdown.COUNTRY)));
        assertEquals(sum, sum(backward.breakdown(Breakdown.COUNTRY)));
    }

    @Test
    void aLongKeyIsCutBetweenCharacters() {
        CappedCounts counts = new Rollup().breakdown(Breakdown.METHOD);
        counts.add("x".repeat(63) + "😀" + "more", 1);
        counts.add("y".repeat(64) + "more", 1);

        assertEquals(1, counts.get("x".repeat(63)));
        assertEquals(1, counts.get("y".repeat(64)));
    }
}
