package dev.weir.query;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// A bucket of tokens for each caller: `perSecond` flow in, it holds twice as many, a request takes
/// one. There are as many buckets as keys, so they need no bound.
final class RateLimiter {
    private record Bucket(double tokens, long at) {}

    private final int perSecond;
    private final LongSupplier nanos;
    private final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();

    RateLimiter(int perSecond, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.nanos = nanos;
    }

    /// @throws Problem 429 if the bucket is empty
    void take(Caller caller) {
        boolean[] taken = new boolean[1];
        buckets.compute(
                caller.name(),
                (name, held) -> {
                    long now = nanos.getAsLong();
                    double tokens = capacity();
                    if (held != null) {
                        double flowed = (now - held.at()) / 1e9 * perSecond;
                        tokens = Math.min(held.tokens() + flowed, capacity());
                    }
                    taken[0] = tokens >= 1;
                    return new Bucket(taken[0] ? tokens - 1 : tokens, now);
                });
        if (!taken[0]) {
            throw new Problem(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "a key may ask " + perSecond + " times a second; try again in a second");
        }
    }

    private double capacity() {
        return 2.0 * perSecond;
    }
}
