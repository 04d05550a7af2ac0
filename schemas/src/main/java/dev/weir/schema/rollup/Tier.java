package dev.weir.schema.rollup;

import java.time.Duration;
import java.util.List;

/// A size of window that rollups are kept in. Windows start at multiples of the size, in UTC.
///
/// @param seconds the size, a divisor or a multiple of every other tier's
public record Tier(int seconds) implements Comparable<Tier> {
    public static final Tier SECOND = new Tier(1);
    public static final Tier MINUTE = new Tier(60);
    public static final Tier HOUR = new Tier(3600);
    public static final Tier DAY = new Tier(86400);

    /// The tiers that are kept unless the configuration says otherwise, finest first.
    public static final List<Tier> DEFAULT = List.of(SECOND, MINUTE, HOUR, DAY);

    /// @throws IllegalArgumentException if `seconds` is not positive
    public Tier {
        if (seconds <= 0) {
            throw new IllegalArgumentException("a tier of " + seconds + " seconds");
        }
    }

    /// The size in milliseconds.
    public long millis() {
        return seconds * 1000L;
    }

    /// The size.
    public Duration duration() {
        return Duration.ofSeconds(seconds);
    }

    /// Start of the window that `timeMillis` falls into.
    public long windowStart(long timeMillis) {
        return Math.floorDiv(timeMillis, millis()) * millis();
    }

    /// The size as people write it: "1s", "1m", "1h", "1d".
    public String wireName() {
        if (seconds % 86400 == 0) {
            return seconds / 86400 + "d";
        }
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    @Override
    public int compareTo(Tier other) {
        return Integer.compare(seconds, other.seconds);
    }
}
