package dev.weir.jobs.rollup;

import dev.weir.schema.rollup.Tier;

/// How often a window that changes is written out: soon for small ones, which people watch live,
/// seldom for large ones, which change little.
final class EmitInterval {
    static final long SECOND_TIER_MILLIS = 500;
    static final long MINUTE_TIER_MILLIS = 1_000;
    static final long HOUR_TIER_MILLIS = 10_000;
    static final long DAY_TIER_MILLIS = 30_000;

    static long millis(Tier tier) {
        if (tier.seconds() < 60) {
            return SECOND_TIER_MILLIS;
        }
        if (tier.seconds() < 3600) {
            return MINUTE_TIER_MILLIS;
        }
        return tier.seconds() < 86400 ? HOUR_TIER_MILLIS : DAY_TIER_MILLIS;
    }

    private EmitInterval() {}
}
