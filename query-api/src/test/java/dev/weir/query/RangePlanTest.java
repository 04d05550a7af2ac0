package dev.weir.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.rollup.Tier;
import dev.weir.storage.Retention;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RangePlanTest {
    private static final long NOW = TestData.NOW.toEpochMilli();

    private static RangePlan plan(long from, long to, long freshUntil) {
        return RangePlan.of(new TimeRange(from, to), Tier.DAY, Retention.DEFAULT, freshUntil, NOW);
    }

    @Test
    void everyInstantIsInExactlyOneWindow() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            long fresh = NOW - random.nextLong(0, 10_000_000);
            long from =
                    NOW - random.nextLong(1, Duration.ofDays(1 << random.nextInt(12)).toMillis());
            long to = from + random.nextLong(1, NOW - from + 2);
            List<RangePlan.Piece> pieces = plan(from, to, fresh).pieces();
            if (from >= fresh) {
                assertEquals(List.of(), pieces);
                continue;
            }

            assertTrue(pieces.getFirst().from() <= from);
            assertTrue(pieces.getLast().to() >= Math.min(to, fresh));
            for (int p = 0; p < pieces.size(); p++) {
                RangePlan.Piece piece = pieces.get(p);
                assertTrue(piece.from() < piece.to());
                assertEquals(piece.from(), piece.tier().windowStart(piece.from()));
                assertEquals(piece.to(), piece.tier().windowStart(piece.to()));
                if (p > 0) {
                    assertEquals(pieces.get(p - 1).to(), piece.from());
                }
            }
        }
    }

    @Test
    void edgesAreExactWhileSecondsAreKept() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 5_000; i++) {
            long from = NOW - 1000 * random.nextLong(2, Duration.ofHours(6).toSeconds());
            long to = from + 1000 * random.nextLong(1, (NOW - from) / 1000 + 1);
            List<RangePlan.Piece> pieces = plan(from, to, NOW).pieces();

            assertEquals(from, pieces.getFirst().from());
            assertEquals(to, pieces.getLast().to());
        }
    }

    @Test
    void coarseWindowsThatAreNotWholeYetAreNotUsed() {
        for (RangePlan.Piece piece : plan(NOW - 7_200_000, NOW, NOW - 5_000).pieces()) {
            assertTrue(
                    piece.tier().equals(Tier.SECOND) || piece.to() <= NOW - 5_000, piece::toString);
        }
    }

    @Test
    void onceNothingFlowsAllWindowsAreWhole() {
        assertEquals(
                List.of(new RangePlan.Piece(Tier.DAY, 0, 86_400_000)),
                plan(0, 86_400_000, 1).pieces());
    }
}
