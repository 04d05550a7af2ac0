package dev.weir.storage.influxdb;

import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;

/// Where a rollup lies in time: a point has nothing but its tags and its time that tells it from
/// others, and the parts of windows are far too many for tags.
///
/// A part is as many nanoseconds after its window's start as its number says, modulo the window's
/// length: the point stays within its window. What that leaves over are tags that are absent where
/// they are 0. `part_high` is the quotient, which is one number for all parts that one partition of
/// Kafka names for years; `era` counts the spans of some 580 years in which nanoseconds have 64
/// bits; `shift` is what a window's start is away from a multiple of its length, which the stream
/// jobs never make. So no two keys have the same tags and time.
///
/// @param time nanoseconds since 1970-01-01T00:00Z
/// @param era 0 from 1678 to 2261
/// @param partHigh the part divided by the window's length in nanoseconds
/// @param shift milliseconds
record PointTime(long time, long era, long partHigh, long shift) {
    /// An era has so many milliseconds before 1970 and as many after, but for a window.
    private static final long HALF_ERA_MILLIS = 9_200_000_000_000L;

    private static final long NANOS = 1_000_000;

    static PointTime of(RollupKey key) {
        long length = key.tier().millis();
        long nanos = length * NANOS;
        long window = Math.floorDiv(key.windowStart(), length);
        long half = HALF_ERA_MILLIS / length;
        long era = Math.floorDiv(window + half, 2 * half);
        return new PointTime(
                (window - era * 2 * half) * nanos + Math.floorMod(key.part(), nanos),
                era,
                Math.floorDiv(key.part(), nanos),
                Math.floorMod(key.windowStart(), length));
    }

    /// When the window starts whose point has this time and no tag `era` or `shift`.
    static long windowStart(Tier tier, long time) {
        long length = tier.millis();
        return Math.floorDiv(time, length * NANOS) * length;
    }

    /// Whether all windows that start in `[from, to)` lie in the era that has no tag.
    static boolean isOneEra(Tier tier, long from, long to) {
        return !condition(tier, from, to).isEmpty();
    }

    /// What a query says after `WHERE` for windows that start in `[from, to)` of one era, and at
    /// multiples of their length.
    static String wholeWindows(Tier tier, long from, long to) {
        long length = tier.millis();
        return condition(tier, Math.ceilDiv(from, length) * length, to);
    }

    /// What a query says after `WHERE` for windows that start in `[from, to)`, or nothing where they
    /// may lie in several eras: then the reader has to pick them from all. There may always be some
    /// of another era among them.
    static String condition(Tier tier, long from, long to) {
        long length = tier.millis();
        long half = HALF_ERA_MILLIS / length;
        long first = Math.floorDiv(from, length);
        long last = Math.floorDiv(to - 1, length);
        if (first < -half || last >= half) {
            return "";
        }
        long nanos = length * NANOS;
        return " AND time >= " + first * nanos + " AND time <= " + (last * nanos + nanos - 1);
    }
}
