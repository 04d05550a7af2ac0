package dev.weir.query;

import dev.weir.schema.rollup.RollupKey;
import dev.weir.storage.EncodedRollup;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Takes the rollups that were written, tells the live streams of their customers. Whoever writes
/// rollups calls [#published] after the store has them; it never waits for a client.
public final class LiveUpdates implements AutoCloseable {
    private final ConcurrentHashMap<String, Set<LiveFeed>> feeds = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /// Creates one without listeners.
    public LiveUpdates() {}

    /// Says that rollups of the finest tier are in the store. Those of coarser tiers must not be
    /// given.
    public void published(List<EncodedRollup> finestTierRollups) {
        if (feeds.isEmpty()) {
            return;
        }
        for (EncodedRollup rollup : finestTierRollups) {
            RollupKey key = rollup.key();
            feeds.getOrDefault(key.customer(), Set.of())
                    .forEach(feed -> feed.changed(key.windowStart()));
        }
    }

    LiveFeed subscribe(String customer) {
        LiveFeed feed = new LiveFeed();
        feeds.compute(
                customer,
                (name, held) -> {
                    Set<LiveFeed> set = held == null ? ConcurrentHashMap.newKeySet() : held;
                    set.add(feed);
                    return set;
                });
        if (closed) {
            feed.close();
        }
        return feed;
    }

    void unsubscribe(String customer, LiveFeed feed) {
        feed.close();
        feeds.computeIfPresent(
                customer,
                (name, held) -> {
                    held.remove(feed);
                    return held.isEmpty() ? null : held;
                });
    }

    /// Ends all live streams.
    @Override
    public void close() {
        closed = true;
        feeds.values().forEach(set -> set.forEach(LiveFeed::close));
    }
}
