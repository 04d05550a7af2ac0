package dev.weir.jobs.count;

import java.time.Duration;

/// What is done about proxies whose clock or time zone is wrong: an event cannot be later than its
/// arrival.
///
/// @param maxAhead how much later than its arrival an event may be without being remarked upon
/// @param late how much earlier than its arrival an event is to be called late
/// @param retimes whether a request that is too far ahead is counted at its arrival; otherwise it is
///     counted at the time that it says
public record ClockPolicy(Duration maxAhead, Duration late, boolean retimes) {
    public static final Duration DEFAULT_MAX_AHEAD = Duration.ofMinutes(10);
}
