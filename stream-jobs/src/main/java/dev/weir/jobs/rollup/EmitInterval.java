package dev.weir.jobs.rollup;

import dev.weir.schema.rollup.Tier;

/// How long after its first change a window is written out: soon for small ones, which people watch
/// live, late for large ones, which change little and whose end is read from the small ones. A task whose customers are so many that writing
/// takes a good part of its time waits longer, and so writes a window less often.
final class EmitInterval {
    private static final long SECOND_TIER_MILLIS = 200;
    private static final long MINUTE_TIER_MILLIS = 2_500;
    private static final long HOUR_TIER_MILLIS = 5_000;
    private static final long DAY_TIER_MILLIS = 5_000;

    /// Nobody watches live what is long over; and what catches up comes in many small pieces.
    private static final long PAST_MILLIS = 2_500;

    /// Intervals grow by at most this.
    private static final double MAX_STRETCH = 5;

    private static final double STEP = 1.25;

    /// Between these shares of the time, spent on writing, intervals stay.
    private static final double MUCH = 0.25;

    private static final double LITTLE = 0.1;

    private double stretch = 1;

    long millis(Tier tier) {
        return (long) (stretch * unstretched(tier));
    }

    /// For windows of the finest tier that change long after their end.
    long pastMillis() {
        return (long) (stretch * PAST_MILLIS);
    }

    private static long unstretched(Tier tier) {
        if (tier.seconds() < 60) {
            return SECOND_TIER_MILLIS;
        }
        if (tier.seconds() < 3600) {
            return MINUTE_TIER_MILLIS;
        }
        return tier.seconds() < 86400 ? HOUR_TIER_MILLIS : DAY_TIER_MILLIS;
    }

    /// Says which share of the time, 0 to 1, was spent on writing since this was last said.
    void spent(double share) {
        if (share > MUCH) {
            stretch = Math.min(stretch * STEP, MAX_STRETCH);
        } else if (share < LITTLE) {
            stretch = Math.max(stretch / STEP, 1);
        }
    }
}
