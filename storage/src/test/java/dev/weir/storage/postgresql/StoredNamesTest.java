package dev.weir.storage.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.rollup.Tier;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What text and tables are called in the database.
class StoredNamesTest {
    private static final long JUNE = 1_748_736_000_000L;

    @ParameterizedTest
    @ValueSource(
            strings = {"", "acme", "Größe", "a\\b", "\\", "\\\\0", "a\0b", "\0\0", "\\0", "\\#"})
    void textComesBackAndHasNoNul(String text) {
        String stored = StoredText.of(text);
        assertEquals(text, StoredText.original(stored));
        assertEquals(stored, StoredText.key(text));
        assertTrue(stored.indexOf(0) < 0);
    }

    @Test
    void namesOfTheCatalogueStandAsTheyAre() {
        assertEquals("shop-7.example_a", StoredText.key("shop-7.example_a"));
    }

    @Test
    void aKeyFitsAnIndexAndLongOnesThatDifferStayApart() {
        String fits = "x".repeat(512);
        assertEquals(fits, StoredText.key(fits));
        assertEquals(66, StoredText.key(fits + "x").length());
        assertEquals(66, StoredText.key("商".repeat(171)).length());
        assertNotEquals(StoredText.key(fits + "x"), StoredText.key(fits + "y"));
        assertFalse(StoredText.key(fits + "x").contains("xxx"));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, rollups_1s_19700101_00, 3600000",
        "1, 1748739725000, rollups_1s_20250601_01, 3600000",
        "60, 1748739725000, rollups_1m_20250601_00, 86400000",
        "300, 1748739725000, rollups_5m_20250601_00, 86400000",
        "3600, 1748739725000, rollups_1h_20250512_00, 2592000000",
        "86400, 1748739725000, rollups_1d_20241218_00, 31536000000",
        "1, -1, rollups_1s_m3600000, 3600000",
        "1, 253402300800000, rollups_1s_253402300800000, 3600000",
        "864000, 0, rollups_10d_19700101_00, 172800000000",
    })
    void aWindowLiesInThePartitionOfItsTime(int tier, long window, String table, long length) {
        TierPartition partition = TierPartition.of(new Tier(tier), window);
        assertEquals(table, partition.table());
        assertEquals(length, partition.end() - partition.start());
        assertTrue(partition.start() <= window && window < partition.end());
        assertEquals(partition, TierPartition.of(new Tier(tier), partition.start()));
        assertEquals(partition, TierPartition.of(new Tier(tier), partition.last()));
        assertNotEquals(partition, TierPartition.of(new Tier(tier), partition.end()));
    }

    @Test
    void theFirstAndTheLastPartitionEndWhereTimeDoes() {
        TierPartition first = TierPartition.of(Tier.SECOND, Long.MIN_VALUE);
        TierPartition last = TierPartition.of(Tier.SECOND, Long.MAX_VALUE);
        assertEquals("FROM (MINVALUE) TO ('" + first.end() + "')", first.bounds());
        assertEquals("FROM ('" + last.start() + "') TO (MAXVALUE)", last.bounds());
        assertEquals(Long.MAX_VALUE, last.last());
        assertEquals(first, TierPartition.of(Tier.SECOND, Long.MIN_VALUE + 1000));
    }

    @Test
    void partitionsAreInOrderOfTierAndTime() {
        List<TierPartition> sorted =
                List.of(
                        TierPartition.of(Tier.SECOND, -1),
                        TierPartition.of(Tier.SECOND, JUNE),
                        TierPartition.of(Tier.MINUTE, 0));
        assertEquals(sorted, sorted.reversed().stream().sorted().toList());
    }
}
