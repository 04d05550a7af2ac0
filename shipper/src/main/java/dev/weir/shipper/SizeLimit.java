package dev.weir.shipper;

import java.time.Duration;

/// What is known of the largest frame that Kafka takes, from those that it refused.
final class SizeLimit {
    /// A topic that refuses a frame as small as this has a wrong limit: requests are not to blame.
    static final int LEAST_BYTES = 1024;

    /// A frame that is smaller by less than a sixteenth is as large: the same requests of the next
    /// second make a frame that differs by a few bytes.
    private static final int AS_LARGE = 16;

    /// Somebody may have raised the limit by then.
    private static final long FORGET_NANOS = Duration.ofMinutes(5).toNanos();

    private int refusedBytes = Integer.MAX_VALUE;
    private long refusedAtNanos;

    /// Says that a frame was refused for its size.
    void refused(int frameBytes, long nowNanos) {
        if (!isRefused(frameBytes, nowNanos)) {
            refusedBytes = frameBytes;
            refusedAtNanos = nowNanos;
        }
    }

    /// Whether a frame as large as this was refused lately.
    boolean isRefused(int frameBytes, long nowNanos) {
        return frameBytes >= refusedBytes - refusedBytes / AS_LARGE
                && nowNanos - refusedAtNanos < FORGET_NANOS;
    }
}
