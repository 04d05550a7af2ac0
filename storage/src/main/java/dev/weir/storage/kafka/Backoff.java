package dev.weir.storage.kafka;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next attempt: from 100 ms, twice as long each time, up to 10 s, and
/// by chance between half of that and all of it, so that many writers do not come back at once.
final class Backoff {
    private static final long FIRST_MILLIS = 100;
    private static final long LONGEST_MILLIS = 10_000;
    private static final int LONGEST_SHIFT = 10;

    private final RandomGenerator random;
    private int attempts;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /// Counts an attempt that failed and says how long to wait.
    Duration failed() {
        long full = Math.min(FIRST_MILLIS << Math.min(attempts, LONGEST_SHIFT), LONGEST_MILLIS);
        attempts++;
        return Duration.ofMillis(full / 2 + random.nextLong(full / 2 + 1));
    }

    /// An attempt succeeded.
    void succeeded() {
        attempts = 0;
    }

    /// Attempts that failed since one succeeded.
    int attempts() {
        return attempts;
    }
}
