package dev.weir.cli.verify;

import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;

/// A window of a customer.
///
/// @param customer whose
/// @param tier its size
/// @param start milliseconds since 1970-01-01T00:00Z
public record Window(String customer, Tier tier, long start) {
    static Window of(RollupKey key) {
        return new Window(key.customer(), key.tier(), key.windowStart());
    }

    long end() {
        return start + tier.millis();
    }
}
