package dev.weir.shipper;

import java.time.Duration;

/// How long to wait before the next try.
///
/// @param first after the first failure; doubles from there
/// @param longest the longest wait between tries
/// @param repair the wait where somebody has to change something first
/// @param silence this long without an acknowledgement is told as the state: Kafka's producer
///     retries by itself and says nothing
record Backoff(Duration first, Duration longest, Duration repair, Duration silence) {
    static final Backoff DEFAULT =
            new Backoff(
                    Duration.ofMillis(100),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(5));

    Duration before(int attempt, RetryDecision decision) {
        return switch (decision) {
            case RetryDecision.AfterRepair _, RetryDecision.InParts _ -> repair;
            case RetryDecision.Soon _ -> {
                Duration wait = first.multipliedBy(1L << Math.min(attempt - 1, 20));
                yield wait.compareTo(longest) > 0 ? longest : wait;
            }
        };
    }
}
