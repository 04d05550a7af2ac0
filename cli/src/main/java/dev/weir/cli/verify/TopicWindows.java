package dev.weir.cli.verify;

import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// What the rollups topic says of windows: the counters of the last record of each part. It holds
/// numbers, not messages: a part takes some 400 bytes.
final class TopicWindows {
    private final Map<String, Map<Tier, NavigableMap<Long, Map<Long, long[]>>>> customers =
            new TreeMap<>();
    private int parts;

    /// Takes a record, newer than those before of the same part.
    void put(RollupKey key, byte[] message) {
        long[] before =
                customers
                        .computeIfAbsent(key.customer(), _ -> new TreeMap<>())
                        .computeIfAbsent(key.tier(), _ -> new TreeMap<>())
                        .computeIfAbsent(key.windowStart(), _ -> new HashMap<>(1))
                        .put(key.part(), RollupCodec.decodeCounters(message));
        if (before == null) {
            parts++;
        }
    }

    /// Parts held.
    int parts() {
        return parts;
    }

    /// Forgets all but some customers.
    void keep(Predicate<String> kept) {
        customers.keySet().removeIf(kept.negate());
        parts =
                customers.values().stream()
                        .flatMap(tiers -> tiers.values().stream())
                        .flatMap(windows -> windows.values().stream())
                        .mapToInt(Map::size)
                        .sum();
    }

    /// Forgets a window.
    ///
    /// @return whether it was held
    boolean remove(Window window) {
        NavigableMap<Long, Map<Long, long[]>> windows =
                customers
                        .getOrDefault(window.customer(), Map.of())
                        .getOrDefault(window.tier(), Collections.emptyNavigableMap());
        if (!windows.containsKey(window.start())) {
            return false;
        }
        windows.remove(window.start());
        return true;
    }

    /// Something to do with the windows of a customer and a tier.
    interface Visitor {
        /// Does it.
        ///
        /// @param windows the counters of each, its parts added up, by its start
        void visit(String customer, Tier tier, NavigableMap<Long, long[]> windows);
    }

    /// Visits all windows, customer by customer.
    void forEach(Visitor visitor) {
        customers.forEach((customer, tiers) ->
                tiers.forEach((tier, windows) -> {
                    NavigableMap<Long, long[]> sums = new TreeMap<>();
                    windows.forEach((start, held) -> sums.put(start, sum(held)));
                    visitor.visit(customer, tier, sums);
                }));
    }

    private static long[] sum(Map<Long, long[]> parts) {
        long[] sum = new long[Counter.COUNT];
        for (long[] counters : parts.values()) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += counters[i];
            }
        }
        return sum;
    }
}
