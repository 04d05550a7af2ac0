package dev.weir.jobs.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.rollup.Tier;
import org.junit.jupiter.api.Test;

class EmitIntervalTest {
    private static final long END = 1_750_000_000_000L;
    private static final long TICK_NANOS = 100_000_000;

    private final EmitInterval interval = new EmitInterval(100);

    private long now = TICK_NANOS;

    private void wrote(long nanosWriting, long nanos) {
        now += nanos;
        interval.wrote(now - nanosWriting, now);
    }

    /// Ten seconds of ticks.
    private void spend(double... shares) {
        for (int tick = 0; tick < 100; tick++) {
            wrote((long) (shares[tick % shares.length] * TICK_NANOS), TICK_NANOS);
        }
    }

    @Test
    void whoHasTimeWritesSoon() {
        spend(0.01);
        assertEquals(100, interval.millis(Tier.SECOND));
        assertEquals(2_500, interval.millis(Tier.MINUTE));
        assertFalse(interval.isBetterLater(END, END - 300, END - 100));
    }

    @Test
    void whoHasNoTimeWritesLater() {
        spend(0.5);
        assertEquals(1_000, interval.millis(Tier.SECOND));
        assertEquals(12_500, interval.millis(Tier.MINUTE));
        assertEquals(25_000, interval.millis(Tier.HOUR));
        spend(0.01);
        assertEquals(100, interval.millis(Tier.SECOND));
    }

    /// Windows of a second are due in a few ticks of ten: that the others are quiet says nothing.
    @Test
    void wavesCountByTheirMean() {
        spend(0.9, 0.9, 0.9, 0.9, 0, 0, 0, 0, 0, 0);
        assertEquals(1_000, interval.millis(Tier.SECOND));
    }

    /// A task that cannot keep up: one tick of ten writes, and lasts as long as the others together.
    @Test
    void aLongTickCountsByItsTime() {
        for (int second = 0; second < 20; second++) {
            wrote(9 * TICK_NANOS, 9 * TICK_NANOS);
            for (int tick = 0; tick < 9; tick++) {
                wrote(0, TICK_NANOS);
            }
        }
        assertEquals(1_000, interval.millis(Tier.SECOND));
    }

    /// Each of six tasks of a thread spends little of the time on writing, all together more than half.
    @Test
    void tasksOfAThreadCountTogether() {
        for (int turn = 0; turn < 600; turn++) {
            wrote(TICK_NANOS / 10, TICK_NANOS / 6);
        }
        assertEquals(1_000, interval.millis(Tier.SECOND));
    }

    @Test
    void aWindowThatEndsSoonIsWrittenWhenItHasEnded() {
        spend(0.5);
        assertTrue(interval.isBetterLater(END, END - 900, END + 100));
        assertFalse(interval.isBetterLater(END, END - 900, END + 500), "it is over");
        assertFalse(interval.isBetterLater(END + 60_000, END - 900, END + 100), "it goes on");
        assertFalse(interval.isBetterLater(END, END + 600, END + 1_700), "it came late");
    }
}
