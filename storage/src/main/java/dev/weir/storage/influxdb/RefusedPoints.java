package dev.weir.storage.influxdb;

import java.util.concurrent.atomic.AtomicLong;

/// Counts the points that the server refused because they are older than it keeps any, and says so:
/// at the 1st, 2nd, 4th, 8th … time.
final class RefusedPoints {
    private static final System.Logger LOG = System.getLogger(RefusedPoints.class.getName());

    private final AtomicLong times = new AtomicLong();
    private final AtomicLong total = new AtomicLong();

    void add(String policy, long points) {
        long sum = total.addAndGet(points);
        if (Long.bitCount(times.incrementAndGet()) == 1) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the server refused rollups that are older than it keeps them tier={0}"
                            + " rollups={1} since the start={2}",
                    policy,
                    Long.toString(points),
                    Long.toString(sum));
        }
    }

    /// All since the start.
    long total() {
        return total.get();
    }
}
