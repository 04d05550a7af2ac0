package dev.weir.jobs.attack;

import java.time.Duration;

/// When attack signals open and close.
///
/// @param threatRequests requests with the same kind of attack within `threatSpan` that open its
///     signal
/// @param threatSpan the span; a signal closes after as long without such requests
/// @param floodMinimumPerSecond no flood below this rate, in requests per second
/// @param floodFactor a flood is so many times the customer's usual rate
/// @param floodWarmUp how long a customer must have been seen before a flood can be told
public record AttackConfig(
        int threatRequests,
        Duration threatSpan,
        double floodMinimumPerSecond,
        double floodFactor,
        Duration floodWarmUp) {

    /// 3 requests in a minute; 5 times the usual rate, from 50 requests per second on, after 30 s.
    public static final AttackConfig DEFAULT =
            new AttackConfig(3, Duration.ofSeconds(60), 50, 5, Duration.ofSeconds(30));
}
