package dev.weir.storage.influxdb;

import static dev.weir.storage.Samples.JUNE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PointTimeTest {
    private static final List<Tier> TIERS =
            List.of(Tier.SECOND, new Tier(7), Tier.MINUTE, Tier.DAY, new Tier(Integer.MAX_VALUE));

    private static RollupKey key(Tier tier, long start, long part) {
        return new RollupKey("shop", tier, start, part);
    }

    @Test
    void aPointLiesAsManyNanosecondsAfterItsWindowsStartAsItsPartSays() {
        assertEquals(
                new PointTime(JUNE * 1_000_000, 0, 0, 0), PointTime.of(key(Tier.MINUTE, JUNE, 0)));
        assertEquals(
                new PointTime(JUNE * 1_000_000 + 59_999_999_999L, 0, 0, 0),
                PointTime.of(key(Tier.MINUTE, JUNE, 59_999_999_999L)));
        assertEquals(
                new PointTime(JUNE * 1_000_000, 0, 1, 0),
                PointTime.of(key(Tier.MINUTE, JUNE, 60_000_000_000L)));
        assertEquals(
                new PointTime(JUNE * 1_000_000 + 59_999_999_999L, 0, -1, 0),
                PointTime.of(key(Tier.MINUTE, JUNE, -1)));
    }

    @Test
    void noTwoKeysAreOnePoint() {
        Random random = new Random(3);
        long[] numbers = {
            0,
            1,
            -1,
            999,
            1000,
            JUNE,
            -JUNE,
            60_000_000_000L,
            1L << 48,
            (1L << 48) + 5,
            9_200_000_000_000L,
            -9_200_000_000_000L,
            9_300_000_000_000L,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            Long.MAX_VALUE - 1,
            Long.MIN_VALUE + 1
        };
        for (Tier tier : TIERS) {
            Map<PointTime, RollupKey> points = new HashMap<>();
            Set<RollupKey> keys = new HashSet<>();
            for (long start : numbers) {
                for (long part : numbers) {
                    keys.add(key(tier, start, part));
                }
            }
            for (int i = 0; i < 20_000; i++) {
                long start = random.nextLong() >> random.nextInt(60);
                keys.add(key(tier, start, random.nextLong() >> random.nextInt(64)));
            }
            for (RollupKey key : keys) {
                assertNull(points.put(PointTime.of(key), key), key::toString);
            }
        }
    }

    @Test
    void everyPointIsWithinTheTimesThatAServerTakes() {
        for (Tier tier : TIERS) {
            for (long start : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 0, 9_199_999_999_999L}) {
                for (long part : new long[] {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE}) {
                    long time = PointTime.of(key(tier, start, part)).time();
                    assertTrue(time > Long.MIN_VALUE + 2 && time < Long.MAX_VALUE - 1);
                }
            }
        }
    }

    @Test
    void aRangeHasEveryPointOfItsWindowsAndNoWindowBesideThem() {
        assertEquals(
                " AND time >= 60000000000 AND time <= 179999999999",
                PointTime.condition(Tier.MINUTE, 60_000, 180_000));
        assertEquals(
                " AND time >= 60000000000 AND time <= 179999999999",
                PointTime.condition(Tier.MINUTE, 60_001, 120_001));
        assertEquals("", PointTime.condition(Tier.MINUTE, 0, Long.MAX_VALUE));
        assertEquals("", PointTime.condition(Tier.MINUTE, Long.MIN_VALUE, 0));
    }

    /// Ids of positions in Kafka, as the stream jobs make them: what they leave over of the part is
    /// one number for a partition, so a customer has one series in a tier.
    @Test
    void thePartsOfOneCustomerAreOneSeries() {
        for (Tier tier : List.of(Tier.MINUTE, Tier.HOUR, Tier.DAY)) {
            Set<Long> high = new HashSet<>();
            for (long offset = 0; offset < 10_000_000; offset += 997) {
                high.add(PointTime.of(key(tier, JUNE, 7L << 48 | offset)).partHigh());
            }
            assertEquals(1, high.size(), tier.wireName());
        }
    }

    @Test
    void theTimeOfAWindowIsItsStartInItsEra() {
        BigInteger nanos = BigInteger.valueOf(1_000_000);
        long start = 9_000_000_000_000_000L;
        PointTime time = PointTime.of(key(Tier.SECOND, start, 0));
        BigInteger era = BigInteger.valueOf(2 * 9_200_000_000_000L).multiply(nanos);
        assertEquals(
                BigInteger.valueOf(start).multiply(nanos),
                BigInteger.valueOf(time.time()).add(era.multiply(BigInteger.valueOf(time.era()))));
    }
}
