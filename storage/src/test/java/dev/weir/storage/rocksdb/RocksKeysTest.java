package dev.weir.storage.rocksdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class RocksKeysTest {
    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /// The example of docs/reference/embedded-store.md.
    @Test
    void aRollupsKeyIsTheOneThatThePageDraws() {
        assertEquals(
                "800001972900ae80" + "73686f70" + "00" + "80000197290296c8" + "0000000000000002",
                hex(RocksKeys.rollup(new RollupKey("shop", Tier.SECOND, 1_748_739_725_000L, 2))));
    }

    @Test
    void aPeriodIsOfAtLeast200Windows() {
        assertEquals(Duration.ofHours(1).toMillis(), RocksKeys.periodMillis(Tier.SECOND));
        assertEquals(Duration.ofHours(1).toMillis(), RocksKeys.periodMillis(new Tier(10)));
        assertEquals(Duration.ofDays(1).toMillis(), RocksKeys.periodMillis(Tier.MINUTE));
        assertEquals(Duration.ofDays(1).toMillis(), RocksKeys.periodMillis(new Tier(300)));
        assertEquals(Duration.ofDays(30).toMillis(), RocksKeys.periodMillis(Tier.HOUR));
        assertEquals(Duration.ofDays(365).toMillis(), RocksKeys.periodMillis(Tier.DAY));
        assertEquals(Duration.ofDays(1400).toMillis(), RocksKeys.periodMillis(new Tier(7 * 86400)));
    }

    @Test
    void keysSortByTime() {
        List<Long> times = List.of(Long.MIN_VALUE, -3_600_001L, -1L, 0L, 1L, Long.MAX_VALUE);
        for (int i = 1; i < times.size(); i++) {
            byte[] earlier = RocksKeys.rollup(new RollupKey("z", Tier.DAY, times.get(i - 1), -1));
            byte[] later = RocksKeys.rollup(new RollupKey("z", Tier.DAY, times.get(i), 0));
            assertTrue(Arrays.compareUnsigned(earlier, later) < 0, times.get(i) + " sorts wrong");
            assertEquals(times.get(i), RocksKeys.windowStart(later));
            byte[] newerSignal = RocksKeys.signal(times.get(i), "a");
            byte[] olderSignal = RocksKeys.signal(times.get(i - 1), "z");
            assertTrue(Arrays.compareUnsigned(newerSignal, olderSignal) < 0);
        }
    }

    @Test
    void aPeriodEndsWhereItsNeighbourStarts() {
        for (long start : new long[] {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE}) {
            long period = RocksKeys.periodStart(Tier.SECOND, start);
            byte[] key = RocksKeys.rollup(new RollupKey("\uffff", Tier.SECOND, start, -1));
            assertTrue(Arrays.compareUnsigned(RocksKeys.period(period), key) < 0);
            assertTrue(Arrays.compareUnsigned(key, RocksKeys.afterPeriod(period)) < 0);
        }
    }

    @Test
    void aNameComesBackFromItsBytes() {
        for (String name : List.of("", "shop", "\0", "a\0b\0", "Größe", "🛒")) {
            byte[] bytes = RocksKeys.customer(name);
            assertEquals(name, RocksKeys.customer(bytes));
            for (byte b : bytes) {
                assertFalse(b == 0);
            }
        }
    }

    @Test
    void aFamilyIsNamedByItsTier() {
        assertEquals("rollups.60", RocksKeys.rollups(Tier.MINUTE));
        assertEquals(Tier.MINUTE, RocksKeys.tierOf("rollups.60"));
        assertNull(RocksKeys.tierOf("rollups.0"));
        assertNull(RocksKeys.tierOf("rollups.x"));
        assertNull(RocksKeys.tierOf("signals"));
    }
}
