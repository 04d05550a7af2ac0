package dev.weir.jobs.rollup;

import dev.weir.schema.rollup.Tier;

/// A window of a customer.
///
/// @param customer the customer's name
/// @param tier the window's size
/// @param start milliseconds since 1970-01-01T00:00Z
record WindowId(String customer, Tier tier, long start) {
    long end() {
        return start + tier.millis();
    }
}
