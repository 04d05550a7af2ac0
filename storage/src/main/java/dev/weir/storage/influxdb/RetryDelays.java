package dev.weir.storage.influxdb;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// How long to wait before a request is sent again: from 50 ms, twice as long each time, up to 2 s,
/// and by chance between half of that and all of it; longer where the server says so. After 5 s
/// nothing is sent again: then the caller decides, who can say that something is wrong.
final class RetryDelays {
    private static final long FIRST_MILLIS = 50;
    private static final long LONGEST_MILLIS = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final RandomGenerator random;
    private long next = FIRST_MILLIS;
    private Duration left = PATIENCE;

    RetryDelays(RandomGenerator random) {
        this.random = random;
    }

    /// How long to wait after an attempt that failed; nothing if it is not to be tried again.
    ///
    /// @param took how long the attempt took
    /// @param asked what the server wants, 0 if it says nothing
    Optional<Duration> after(Duration took, Duration asked) {
        Duration own = Duration.ofMillis(next / 2 + random.nextLong(next / 2 + 1));
        Duration wait = own.compareTo(asked) < 0 ? asked : own;
        next = Math.min(2 * next, LONGEST_MILLIS);
        left = left.minus(took).minus(wait);
        return left.isNegative() ? Optional.empty() : Optional.of(wait);
    }
}
