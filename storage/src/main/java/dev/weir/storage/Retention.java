package dev.weir.storage;

import dev.weir.schema.rollup.Tier;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// How long each tier is kept.
///
/// @param tiers the tiers that are kept, with the time for each
/// @param ofSignals how long a signal is kept after it closed
public record Retention(SortedMap<Tier, Duration> tiers, Duration ofSignals) {
    /// 1 s for 6 hours, 1 m for 30 days, 1 h for a year, 1 d for five; signals for a year.
    public static final Retention DEFAULT =
            new Retention(
                    new TreeMap<>(
                            Map.of(
                                    Tier.SECOND, Duration.ofHours(6),
                                    Tier.MINUTE, Duration.ofDays(30),
                                    Tier.HOUR, Duration.ofDays(365),
                                    Tier.DAY, Duration.ofDays(5 * 365))),
                    Duration.ofDays(365));

    /// @throws IllegalArgumentException if there is no tier
    public Retention {
        if (tiers.isEmpty()) {
            throw new IllegalArgumentException("no tier is kept");
        }
        tiers = Collections.unmodifiableSortedMap(new TreeMap<>(tiers));
    }

    /// How long a tier is kept; nothing for a tier that is not in the list.
    public Duration of(Tier tier) {
        return tiers.getOrDefault(tier, Duration.ZERO);
    }

    /// Whether a tier is in the list.
    public boolean keeps(Tier tier) {
        return tiers.containsKey(tier);
    }

    /// Those of some rollups whose tier is in the list.
    public List<EncodedRollup> kept(List<EncodedRollup> rollups) {
        return rollups.stream().filter(rollup -> keeps(rollup.key().tier())).toList();
    }

    /// The finest tier.
    public Tier finest() {
        return tiers.firstKey();
    }

    /// The tiers, finest first.
    public List<Tier> list() {
        return List.copyOf(tiers.keySet());
    }
}
