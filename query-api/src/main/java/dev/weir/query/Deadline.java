package dev.weir.query;

import java.time.Duration;

/// When an answer must be there.
///
/// @param endNanos on the clock of [System#nanoTime]
/// @param allowed what was allowed
record Deadline(long endNanos, Duration allowed) {
    static Deadline in(Duration allowed) {
        return new Deadline(System.nanoTime() + allowed.toNanos(), allowed);
    }

    /// @throws Problem 503 if it has passed
    void check() {
        if (System.nanoTime() - endNanos > 0) {
            throw new Problem(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "an answer may take "
                            + allowed.toMillis()
                            + " ms; ask for a shorter range or a longer step");
        }
    }
}
