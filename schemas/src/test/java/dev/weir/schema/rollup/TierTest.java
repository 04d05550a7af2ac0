package dev.weir.schema.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class TierTest {
    @Test
    void windowsStartAtMultiplesOfTheSize() {
        assertEquals(1_790_000_040_000L, Tier.MINUTE.windowStart(1_790_000_099_999L));
        assertEquals(1_790_000_040_000L, Tier.MINUTE.windowStart(1_790_000_040_000L));
        assertEquals(-60_000, Tier.MINUTE.windowStart(-1));
    }

    @Test
    void namesAreWhatPeopleWrite() {
        assertEquals(
                List.of("1s", "1m", "1h", "1d"),
                Tier.DEFAULT.stream().map(Tier::wireName).toList());
        assertEquals("90s", new Tier(90).wireName());
        assertEquals("7d", new Tier(7 * 86400).wireName());
    }

    @Test
    void aTierHasASize() {
        assertThrows(IllegalArgumentException.class, () -> new Tier(0));
    }
}
