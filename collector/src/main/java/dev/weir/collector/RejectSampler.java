package dev.weir.collector;

/// Lets a few rejected lines per second through, so that a log in the wrong format does not become
/// a flood of samples.
final class RejectSampler {
    private static final int PER_SECOND = 3;

    private long second = Long.MIN_VALUE;
    private int taken;

    boolean take(long nowMillis) {
        long now = Math.floorDiv(nowMillis, 1000L);
        if (now != second) {
            second = now;
            taken = 0;
        }
        return taken++ < PER_SECOND;
    }
}
