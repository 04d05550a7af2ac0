package dev.weir.schema.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CountRanksTest {
    /// Beside the same counts sorted, for small ones, large ones, and both.
    @ParameterizedTest
    @ValueSource(longs = {2, 50, 66, 100, 10_000, Long.MAX_VALUE})
    void ranksAreThoseOfSortedCounts(long bound) {
        Random random = new Random(bound);
        for (int round = 0; round < 200; round++) {
            long[] counts = new long[97 + random.nextInt(300)];
            Arrays.setAll(counts, _ -> random.nextLong(bound));
            CountRanks ranks = new CountRanks(counts.length);
            for (long count : counts) {
                ranks.add(count);
            }
            Arrays.sort(counts);
            long expected = counts[counts.length - 1 - 96];
            assertEquals(expected, ranks.countOfRank(96));
            assertEquals(
                    Arrays.stream(counts).filter(count -> count > expected).count(),
                    ranks.above(expected));
        }
    }
}
