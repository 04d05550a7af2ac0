package dev.weir.jobs.rollup;

import java.util.concurrent.atomic.AtomicLong;

/// What all tasks of a process keep of blocks beside their windows, against a limit.
public final class KeptBytes {
    private final long limit;
    private final AtomicLong kept = new AtomicLong();

    /// Nothing kept.
    ///
    /// @param limit in bytes; tasks write windows out before their turn when it comes near
    public KeptBytes(long limit) {
        this.limit = limit;
    }

    void add(long bytes) {
        kept.addAndGet(bytes);
    }

    /// How much of their time windows may wait until they are written out: 1 up to half of the limit,
    /// then less, 0 from the limit on.
    double patience() {
        return Math.clamp(2 - 2.0 * kept.get() / limit, 0, 1);
    }
}
