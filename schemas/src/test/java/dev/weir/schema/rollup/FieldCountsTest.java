package dev.weir.schema.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.schema.text.Utf8;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The table of all fields against a map for each, as long as nothing has to go.
class FieldCountsTest {
    private final Map<Breakdown, Map<String, Long>> breakdowns = new EnumMap<>(Breakdown.class);
    private final Map<Breakdown, Long> others = new EnumMap<>(Breakdown.class);
    private final Map<Dimension, Map<String, Long>> dimensions = new EnumMap<>(Dimension.class);

    private void add(Rollup rollup, Random random, int values, int times) {
        for (int i = 0; i < times; i++) {
            String value = value(random.nextInt(values));
            int requests = 1 + random.nextInt(100);
            byte[] bytes = Utf8.bytes("<" + value + ">");
            long hash = Rollup.hash(bytes, 1, bytes.length - 1);
            Dimension dimension = Dimension.values()[random.nextInt(5)];
            rollup.add(dimension, bytes, 1, bytes.length - 2, hash, requests);
            dimensions
                    .computeIfAbsent(dimension, _ -> new LinkedHashMap<>())
                    .merge(value, (long) requests, Long::sum);
            Breakdown breakdown = Breakdown.values()[random.nextInt(10)];
            rollup.add(breakdown, bytes, 1, bytes.length - 2, hash, requests);
            var counts = breakdowns.computeIfAbsent(breakdown, _ -> new LinkedHashMap<>());
            if (counts.size() < Breakdown.MAX_KEYS || counts.containsKey(value)) {
                counts.merge(value, (long) requests, Long::sum);
            } else {
                others.merge(breakdown, (long) requests, Long::sum);
            }
        }
    }

    /// Of every length, the empty one included, and some that begin with others.
    private static String value(int number) {
        return "/path".repeat(number % 7) + (number == 0 ? "" : number);
    }

    private void assertSame(Rollup actual) {
        for (Breakdown breakdown : Breakdown.values()) {
            Map<String, Long> expected = breakdowns.getOrDefault(breakdown, Map.of());
            CappedCounts counts = actual.breakdown(breakdown);
            Map<String, Long> found = new LinkedHashMap<>();
            counts.forEach(found::put);
            assertEquals(new ArrayList<>(expected.entrySet()), new ArrayList<>(found.entrySet()));
            assertEquals(expected.size(), counts.size());
            assertEquals(others.getOrDefault(breakdown, 0L), counts.other());
            expected.forEach((key, count) -> assertEquals(count, counts.get(key)));
            assertEquals(0, counts.get("never added"));
        }
        for (Dimension dimension : Dimension.values()) {
            Map<String, Long> found = new LinkedHashMap<>();
            for (var hitter : actual.heaviest(dimension).heaviest(Integer.MAX_VALUE)) {
                assertEquals(hitter.requests(), hitter.atLeast());
                found.put(hitter.value(), hitter.requests());
            }
            assertEquals(dimensions.getOrDefault(dimension, Map.of()), found);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 9, 33, 64, 65, 96})
    void countsAreThoseOfMaps(int values) {
        for (Rollup rollup : List.of(new Rollup(), Rollup.scratch())) {
            breakdowns.clear();
            dimensions.clear();
            others.clear();
            add(rollup, new Random(values), values, 3000);
            assertSame(rollup);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 96})
    void whatIsTakenGoesItsOwnWay(int values) {
        Rollup scratch = Rollup.scratch();
        for (int round = 0; round < 3; round++) {
            breakdowns.clear();
            dimensions.clear();
            others.clear();
            add(scratch, new Random(values + round), Math.max(values, 1), values * 10);
            Rollup taken = scratch.take();
            Rollup merged = new Rollup();
            merged.merge(taken);
            merged.add(Counter.REQUESTS, 1);
            merged.heaviest(Dimension.PATH).add("/another", 1);
            merged.breakdown(Breakdown.METHOD).add("ANOTHER", 1);
            scratch.heaviest(Dimension.PATH).add("/third", 1);
            assertSame(taken);
            scratch.take();
        }
    }

    @Test
    void aScratchIsEmptyAfterItWasTaken() {
        Rollup scratch = Rollup.scratch();
        Rollup big = RandomRollup.of(1, 2000);
        scratch.merge(big);
        RollupMergeTest.assertSame(big, scratch.take());
        RollupMergeTest.assertSame(new Rollup(), scratch);
        Rollup small = RandomRollup.of(2, 3);
        scratch.merge(small);
        RollupMergeTest.assertSame(small, scratch.take());
    }

    @Test
    void aValueOfOneFieldIsNoneOfAnother() {
        Rollup rollup = new Rollup();
        for (Dimension dimension : Dimension.values()) {
            rollup.heaviest(dimension).add("same", dimension.ordinal() + 1);
        }
        for (Dimension dimension : Dimension.values()) {
            var expected =
                    new HeavyHitters.Hitter(
                            "same", dimension.ordinal() + 1, dimension.ordinal() + 1);
            assertEquals(List.of(expected), rollup.heaviest(dimension).heaviest(10));
        }
    }

    /// What a reader sees does not depend on how many values were held in between.
    @Test
    void aScratchIsNoLessExactThanWhatIsKept() {
        long[] counts = new Random(5).longs(3000, 1, 1000).toArray();
        Rollup scratch = Rollup.scratch();
        for (int i = 0; i < counts.length; i++) {
            scratch.heaviest(Dimension.PATH).add("/" + i, counts[i]);
        }
        Arrays.sort(counts);
        long first = counts[counts.length - 1];
        long gone = counts[counts.length - 1 - HeavyHitters.MAX_VALUES];
        var heaviest = scratch.take().heaviest(Dimension.PATH).heaviest(1).getFirst();
        assertEquals(first, heaviest.requests());
        assertEquals(first - gone, heaviest.atLeast());
    }
}
