package dev.weir.storage.postgresql;

import dev.weir.schema.rollup.Tier;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Locale;

/// The windows of a tier that lie in one partition of its table, and go together.
///
/// @param tier whose
/// @param start milliseconds since 1970-01-01T00:00Z
/// @param end milliseconds, exclusive; `Long.MAX_VALUE`: everything from `start` on
record TierPartition(Tier tier, long start, long end) implements Comparable<TierPartition> {
    private static final long HOUR = 3_600_000;
    private static final long[] LENGTHS = {HOUR, 24 * HOUR, 30 * 24 * HOUR, 365 * 24 * HOUR};

    /// Shorter partitions would be many, and each costs every query its share of planning.
    private static final int MIN_WINDOWS = 200;

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuuMMdd_HH", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final long YEAR_10000 = 253_402_300_800_000L;

    private static final Comparator<TierPartition> ORDER =
            Comparator.comparing(TierPartition::tier).thenComparingLong(TierPartition::start);

    /// The partition that a window lies in: of 1 h, 1 d, 30 d or 365 d, whichever is the shortest
    /// that has 200 windows, and of 200 windows where none has.
    static TierPartition of(Tier tier, long windowStart) {
        long length = length(tier);
        long into = Math.floorMod(windowStart, length);
        long start = windowStart < Long.MIN_VALUE + into ? Long.MIN_VALUE : windowStart - into;
        long left = length - into;
        long end = windowStart > Long.MAX_VALUE - left ? Long.MAX_VALUE : windowStart + left;
        return new TierPartition(tier, start, end);
    }

    private static long length(Tier tier) {
        long least = tier.millis() * MIN_WINDOWS;
        for (long length : LENGTHS) {
            if (length >= least) {
                return length;
            }
        }
        return least;
    }

    /// The name of its table: that of the tier's table and the hour in which it starts, UTC.
    String table() {
        boolean isDate = start >= 0 && start < YEAR_10000 && start % HOUR == 0;
        return table(tier)
                + "_"
                + (isDate
                        ? NAME.format(Instant.ofEpochMilli(start))
                        : Long.toString(start).replace('-', 'm'));
    }

    /// The table of a tier.
    static String table(Tier tier) {
        return "rollups_" + tier.wireName();
    }

    /// The bounds as `FOR VALUES` has them.
    String bounds() {
        return "FROM ("
                + (start == Long.MIN_VALUE ? "MINVALUE" : "'" + start + "'")
                + ") TO ("
                + (end == Long.MAX_VALUE ? "MAXVALUE" : "'" + end + "'")
                + ")";
    }

    /// The start of the last window that may lie in it.
    long last() {
        return end == Long.MAX_VALUE ? end : end - 1;
    }

    @Override
    public int compareTo(TierPartition other) {
        return ORDER.compare(this, other);
    }
}
