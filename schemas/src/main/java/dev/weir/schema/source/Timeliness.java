package dev.weir.schema.source;

/// How the event times of a source compare with when its requests came to be counted.
///
/// @param requestsAhead requests that said a time too far after their arrival: the proxy's clock or
///     the log's time zone is wrong
/// @param retimedRequests of these, the ones that were counted at their arrival instead
/// @param lateRequests requests that came later after their event than windows are held
/// @param latenessMillis from the newest event of the last batch to its arrival; negative if the
///     source's clock is ahead
public record Timeliness(
        long requestsAhead, long retimedRequests, long lateRequests, long latenessMillis) {
    /// Of a source of which nothing is counted yet.
    public static final Timeliness NONE = new Timeliness(0, 0, 0, 0);
}
