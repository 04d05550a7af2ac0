package dev.weir.query;

import dev.weir.schema.rollup.Tier;
import dev.weir.storage.Retention;
import java.util.ArrayList;
import java.util.List;

/// Which windows of which tiers together are a range: coarse ones inside, finer ones at the edges
/// and at the end, where coarse windows are not complete yet. Every instant is in one window.
///
/// ```
/// from                                                            to
///  |ss|mmmm|hhhhhhhhhhhhhhhh|dddddddddddddddd|hhhhhhhhhhhh|mmmmm|ssss|
/// ```
///
/// @param from start of the first window, milliseconds
/// @param to end of the last
/// @param pieces in order; none for the part of the range that is newer than all data
record RangePlan(long from, long to, List<RangePlan.Piece> pieces) {
    /// How long after the newest data a window of the next coarser tier is believed to be whole.
    private static final long SETTLING_MILLIS = 120_000;

    /// Windows of one tier, one after the other.
    ///
    /// @param tier their size
    /// @param from start of the first, milliseconds
    /// @param to end of the last
    record Piece(Tier tier, long from, long to) {}

    /// The windows of a range. Where the tiers that are kept of so long ago are coarser than the
    /// range's edge, the edge moves outwards.
    ///
    /// @param coarsest no coarser tier is used
    /// @param freshUntil end of the newest data, milliseconds
    static RangePlan of(
            TimeRange range, Tier coarsest, Retention retention, long freshUntil, long nowMillis) {
        Tier finest = retention.finest();
        boolean flowing = freshUntil > nowMillis - retention.of(finest).toMillis();
        long end = flowing ? Math.min(range.to(), freshUntil) : range.to();
        Cutter cutter = new Cutter(retention, flowing ? freshUntil : Long.MAX_VALUE, nowMillis);
        if (end > range.from()) {
            cutter.cover(range.from(), end, retention.list().indexOf(coarsest));
        }
        List<Piece> pieces = cutter.pieces;
        long from = pieces.isEmpty() ? finest.windowStart(range.from()) : pieces.getFirst().from();
        long to = pieces.isEmpty() ? from : pieces.getLast().to();
        long asked = Math.ceilDiv(range.to(), finest.millis()) * finest.millis();
        return new RangePlan(from, Math.max(to, asked), List.copyOf(pieces));
    }

    /// The tiers that still hold what is so old, finest first. What is older than any tier is
    /// kept was written lately (a backfill), and then all tiers hold it.
    static List<Tier> kept(Retention retention, long millis, long nowMillis) {
        List<Tier> kept =
                retention.list().stream()
                        .filter(tier -> millis >= nowMillis - retention.of(tier).toMillis())
                        .toList();
        return kept.isEmpty() ? retention.list() : kept;
    }

    private static final class Cutter {
        private final Retention retention;
        private final List<Tier> tiers;
        private final long wholeUntil;
        private final long nowMillis;
        private final List<Piece> pieces = new ArrayList<>();

        Cutter(Retention retention, long wholeUntil, long nowMillis) {
            this.retention = retention;
            this.tiers = retention.list();
            this.wholeUntil = wholeUntil;
            this.nowMillis = nowMillis;
        }

        void cover(long from, long to, int level) {
            Tier tier = tiers.get(level);
            long size = tier.millis();
            boolean finerAtStart = level > 0 && isKept(level - 1, from);
            boolean finerAtEnd = level > 0 && isKept(level - 1, to - 1);
            long start = finerAtStart ? Math.ceilDiv(from, size) * size : tier.windowStart(from);
            long end = finerAtEnd ? wholeUntil(level, to) : Math.ceilDiv(to, size) * size;
            if (start >= end) {
                if (level == 0) {
                    return;
                }
                cover(from, to, level - 1);
                return;
            }
            if (from < start) {
                cover(from, start, level - 1);
            }
            pieces.add(new Piece(tier, start, end));
            if (end < to) {
                cover(end, to, level - 1);
            }
        }

        private boolean isKept(int level, long millis) {
            return kept(retention, millis, nowMillis).contains(tiers.get(level));
        }

        private long wholeUntil(int level, long to) {
            long whole = Math.min(to, wholeUntil - level * SETTLING_MILLIS);
            return tiers.get(level).windowStart(whole);
        }
    }
}
