package dev.weir.jobs.rollup;

/// The time within one tick for windows that are long over: a day's log that is read at once changes a
/// hundred thousand of them, and what is live does not wait until they are all written.
final class PastBudget {
    /// Little of the time between ticks: a thread has several tasks, each may take as much, and what is live
    /// waits for all of them.
    private static final long NANOS = 7_500_000;

    private final boolean isUnlimited;
    private final long began = System.nanoTime();

    /// @param isUnlimited memory is short, so all is done that can be
    PastBudget(boolean isUnlimited) {
        this.isUnlimited = isUnlimited;
    }

    boolean isLeft() {
        return isUnlimited || System.nanoTime() - began < NANOS;
    }
}
