package dev.weir.jobs.rollup;

import dev.weir.schema.rollup.Tier;

/// When after its first change a window is written out: soon for small ones, which people watch
/// live, late for large ones, which change little and whose end is read from the small ones.
///
/// A thread whose customers are so many that writing takes a good part of its time waits longer, and so
/// writes a window less often. It then waits for the end of a small one, and a little more, if that is near:
/// just before its end, a write would be followed by another one with the rest.
///
/// For all tasks of a thread: each of six may spend a tenth of its time on writing, and for the thread that is more
/// than half.
public final class EmitInterval {
    private static final long MINUTE_TIER_MILLIS = 2_500;
    private static final long HOUR_TIER_MILLIS = 5_000;
    private static final long DAY_TIER_MILLIS = 5_000;

    /// Nobody watches live what is long over; and what catches up comes in many small pieces.
    private static final long PAST_MILLIS = 2_500;

    /// Small windows' intervals grow by at most this, large ones' by half of it.
    private static final double MAX_STRETCH = 10;

    /// Up to this a task has time enough: it writes small windows without regard to their end, and large
    /// ones as soon as ever.
    private static final double EASY_STRETCH = 2;

    /// What happened in a window is here by this time after its end, mostly: times the stretch.
    private static final long LAST_MILLIS = 50;

    /// No change waits longer than this, times the stretch, for the end of its window.
    private static final long MAX_WAIT_MILLIS = 160;

    private static final double STEP = 1.1;
    private static final double STEP_NANOS = 50e6;

    /// Between these mean shares of the time, spent on writing, intervals stay.
    private static final double MUCH = 0.2;

    private static final double LITTLE = 0.08;

    /// After so long, what was spent weighs half: windows come in waves, once a second, and a tick that
    /// writes one lasts as long as many that do not.
    private static final double HALF_LIFE_NANOS = 1.5e9;

    private final long smallMillis;
    private double stretch = EASY_STRETCH;
    private double writing = (MUCH + LITTLE) / 2 * HALF_LIFE_NANOS;
    private double all = HALF_LIFE_NANOS;

    /// By [System#nanoTime]; 0: not yet.
    private long writtenAt;

    /// @param smallMillis the interval of small windows in a thread that has time
    public EmitInterval(long smallMillis) {
        this.smallMillis = smallMillis;
    }

    long millis(Tier tier) {
        return tier.seconds() < 60
                ? (long) (stretch * smallMillis)
                : (long) (stretchOfLarge() * unstretched(tier));
    }

    private double stretchOfLarge() {
        return Math.max(1, stretch / EASY_STRETCH);
    }

    /// Whether a window whose interval has passed is better written a little later.
    ///
    /// @param end of the window
    /// @param changedAt when the first change came that is not written
    boolean isBetterLater(long end, long changedAt, long now) {
        if (stretch <= EASY_STRETCH) {
            return false;
        }
        long last = end + (long) (stretch * LAST_MILLIS);
        return now < last && last - changedAt <= (long) (stretch * MAX_WAIT_MILLIS);
    }

    /// For windows of the finest tier that change long after their end.
    long pastMillis() {
        return (long) (stretchOfLarge() * PAST_MILLIS);
    }

    private static long unstretched(Tier tier) {
        if (tier.seconds() < 3600) {
            return MINUTE_TIER_MILLIS;
        }
        return tier.seconds() < 86400 ? HOUR_TIER_MILLIS : DAY_TIER_MILLIS;
    }

    /// Says when a task of the thread wrote what was due, be it nothing: with each tick. Times are of
    /// [System#nanoTime].
    void wrote(long began, long ended) {
        if (writtenAt != 0) {
            adapt(ended - began, ended - writtenAt);
        }
        writtenAt = ended;
    }

    private void adapt(long nanosWriting, long nanos) {
        double weight = Math.pow(0.5, nanos / HALF_LIFE_NANOS);
        writing = weight * writing + nanosWriting;
        all = weight * all + nanos;
        double step = Math.pow(STEP, nanos / STEP_NANOS);
        if (writing > MUCH * all) {
            stretch = Math.min(stretch * step, MAX_STRETCH);
        } else if (writing < LITTLE * all) {
            stretch = Math.max(stretch / step, 1);
        }
    }
}
