package dev.weir.jobs.state;

/// How busy a stream thread has been with its tasks since it was last asked to commit.
final class ThreadPace {
    /// At most so many early commits in the time of a commit interval: brokers serve many threads.
    static final int COMMITS_PER_INTERVAL = 4;

    /// Who spends less than this share of the time on work has little to do.
    private static final double LITTLE = 0.25;

    private static final ThreadLocal<ThreadPace> OF_THREAD =
            ThreadLocal.withInitial(() -> new ThreadPace(System.nanoTime()));

    private long workedNanos;
    private long since;
    private long asked;

    /// @param now by [System#nanoTime]
    ThreadPace(long now) {
        since = now;
    }

    static ThreadPace ofThisThread() {
        return OF_THREAD.get();
    }

    void worked(long nanos) {
        workedNanos += nanos;
    }

    /// How often a commit was asked for.
    long asked() {
        return asked;
    }

    /// Whether to ask for a commit now; it then counts as asked for.
    ///
    /// @param leastNanos not sooner after the last time
    boolean mayAsk(long now, long leastNanos) {
        long nanos = now - since;
        if (nanos < leastNanos) {
            return false;
        }
        boolean hasTime = workedNanos < LITTLE * nanos;
        workedNanos = 0;
        since = now;
        if (hasTime) {
            asked++;
        }
        return hasTime;
    }
}
