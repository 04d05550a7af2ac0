package dev.weir.cli.verify;

import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import java.util.Optional;
import java.util.Set;

/// Which windows are compared.
///
/// @param from the first that start at or after it, milliseconds since 1970-01-01T00:00Z
/// @param to and before it
/// @param tiers of these sizes
/// @param customer of this one; empty: of all
public record Selection(long from, long to, Set<Tier> tiers, Optional<String> customer) {
    /// Copies the tiers.
    public Selection {
        tiers = Set.copyOf(tiers);
    }

    boolean has(RollupKey key) {
        return key.windowStart() >= from
                && key.windowStart() < to
                && tiers.contains(key.tier())
                && (customer.isEmpty() || customer.get().equals(key.customer()));
    }
}
