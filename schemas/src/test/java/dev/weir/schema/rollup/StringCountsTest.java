package dev.weir.schema.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.text.Utf8;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The table against a map that keeps its order.
class StringCountsTest {
    private final StringCounts counts = new StringCounts();
    private final Map<String, Long> expected = new LinkedHashMap<>();

    /// Few strings are searched in another way than many.
    @ParameterizedTest
    @ValueSource(ints = {1, 8, 9, 16, 17, 97, StringCounts.MAX_SIZE})
    void countsAreThoseOfAMap(int limit) {
        Random random = new Random(limit);
        for (int step = 0; step < 20_000; step++) {
            String key = key(random.nextInt(limit + limit / 8 + 2));
            int count = 1 + random.nextInt(5);
            boolean isAdded = expected.containsKey(key) || expected.size() < limit;
            if (isAdded) {
                expected.merge(key, (long) count, Long::sum);
            }
            assertEquals(isAdded, add(counts, key, count, limit));
            if (random.nextInt(500) == 0) {
                takeOff(random.nextBoolean() ? counts.median() : 0);
            }
        }
        assertSame(counts);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 100})
    void aCopyGoesItsOwnWay(int size) {
        for (int number = 0; number < size; number++) {
            add(counts, key(number), number + 1, StringCounts.MAX_SIZE);
            expected.put(key(number), number + 1L);
        }
        StringCounts copy = new StringCounts();
        assertTrue(copy.copyIfEmpty(counts));
        assertSame(copy);
        add(copy, "another", 1, StringCounts.MAX_SIZE);
        copy.takeOff(1);
        assertSame(counts);
        assertFalse(copy.copyIfEmpty(counts) && size > 1);
    }

    /// Of every length, the empty one included, and some that begin with others.
    private static String key(int number) {
        return "/path".repeat(number % 7) + (number == 0 ? "" : number);
    }

    private static boolean add(StringCounts counts, String key, long count, int limit) {
        byte[] bytes = Utf8.bytes("<" + key + ">");
        int hash = StringCounts.hash(bytes, 1, bytes.length - 1);
        return counts.add(bytes, 1, bytes.length - 2, hash, count, limit);
    }

    private void takeOff(long amount) {
        counts.takeOff(amount);
        expected.replaceAll((_, count) -> count - amount);
        expected.values().removeIf(count -> count <= 0);
        assertSame(counts);
    }

    private void assertSame(StringCounts actual) {
        Map<String, Long> found = new LinkedHashMap<>();
        actual.forEach(found::put);
        assertEquals(new ArrayList<>(expected.entrySet()), new ArrayList<>(found.entrySet()));
        assertEquals(expected.size(), actual.size());
        expected.forEach((key, count) -> assertEquals(count, actual.get(Utf8.bytes(key))));
        assertEquals(0, actual.get(Utf8.bytes("never added")));
    }
}
