package dev.weir.storage;

import dev.weir.schema.rollup.Tier;

/// Windows of a tier that lie together in a store, and are forgotten together.
///
/// @param tier whose
/// @param start milliseconds since 1970-01-01T00:00Z
/// @param end milliseconds, exclusive
public record StoredPeriod(Tier tier, long start, long end) implements Comparable<StoredPeriod> {
    @Override
    public int compareTo(StoredPeriod other) {
        int byTier = tier.compareTo(other.tier);
        return byTier == 0 ? Long.compare(start, other.start) : byTier;
    }
}
