package dev.weir.cli.verify;

import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.MetricStore;
import dev.weir.storage.Retention;
import dev.weir.storage.WindowRollup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// Takes the windows of the topic, reads those of the store, and counts what is the same. What is not
/// is only suspected at first: a writer may have been at it.
final class WindowComparison {
    /// Windows read at a time: a busy customer's takes some ten kilobytes.
    private static final int WINDOWS_AT_A_TIME = 600;

    /// Differences that are held; of more only the number.
    private static final int MOST_HELD = 10_000;

    private static final Counter[] COUNTERS = Counter.values();

    private final MetricStore store;
    private final Retention retention;
    private final LongSupplier clockMillis;
    private final OptionalLong lostBefore;
    private List<Difference> suspects = new ArrayList<>();
    long equal;
    long missing;
    long different;
    long forgotten;
    long notComparable;

    /// @param lostBefore windows that begin before may have had parts that the topic has lost; empty: it
    ///     has lost nothing
    WindowComparison(
            MetricStore store,
            Retention retention,
            LongSupplier clockMillis,
            OptionalLong lostBefore) {
        this.store = store;
        this.retention = retention;
        this.clockMillis = clockMillis;
        this.lostBefore = lostBefore;
    }

    /// Compares the windows of a customer and a tier.
    void compare(String customer, Tier tier, NavigableMap<Long, long[]> inTopic) {
        NavigableMap<Long, long[]> left = inTopic;
        while (!left.isEmpty()) {
            long from = left.firstKey();
            NavigableMap<Long, long[]> chunk =
                    left.headMap(from + tier.millis() * WINDOWS_AT_A_TIME, false);
            Map<Long, Rollup> inStore = new HashMap<>();
            for (WindowRollup window :
                    store.read(customer, tier, from, chunk.lastKey() + tier.millis())) {
                inStore.put(window.windowStart(), window.rollup());
            }
            chunk.forEach((start, counters) ->
                    compare(new Window(customer, tier, start), counters, inStore));
            left = left.tailMap(chunk.lastKey(), false);
        }
    }

    private void compare(Window window, long[] inTopic, Map<Long, Rollup> inStore) {
        Rollup stored = inStore.get(window.start());
        if (stored == null) {
            if (window.end() <= clockMillis.getAsLong() - retention.of(window.tier()).toMillis()) {
                forgotten++;
            } else {
                suspect(
                        new Difference(
                                window,
                                true,
                                Counter.REQUESTS.wireName(),
                                inTopic[Counter.REQUESTS.ordinal()],
                                0));
            }
            return;
        }
        boolean holdsAll = lostBefore.isEmpty() || window.start() >= lostBefore.getAsLong();
        boolean differs = false;
        for (Counter counter : COUNTERS) {
            long topic = inTopic[counter.ordinal()];
            long kept = stored.counter(counter);
            // What the topic lost can only have made the store's numbers larger.
            if (holdsAll ? topic != kept : topic > kept) {
                suspect(new Difference(window, false, counter.wireName(), topic, kept));
                return;
            }
            differs |= topic != kept;
        }
        if (differs) {
            notComparable++;
        } else {
            equal++;
        }
    }

    private void suspect(Difference difference) {
        if (suspects.size() < MOST_HELD) {
            suspects.add(difference);
        } else {
            count(difference);
        }
    }

    private void count(Difference difference) {
        if (difference.isMissing()) {
            missing++;
        } else {
            different++;
        }
    }

    /// The windows that are suspected to differ.
    Set<Window> suspected() {
        return suspects.stream().map(Difference::window).collect(Collectors.toSet());
    }

    /// Ends the suspicion.
    ///
    /// @param written windows that were written since the topic was read
    /// @return those that differ and were not
    List<Difference> settle(Set<Window> written) {
        List<Difference> differences =
                suspects.stream().filter(d -> !written.contains(d.window())).toList();
        differences.forEach(this::count);
        suspects = new ArrayList<>();
        return differences;
    }
}
