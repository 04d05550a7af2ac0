package dev.weir.storage.postgresql;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What this process knows to be in the store, so that it need not ask or write it again: right as
/// long as the store's generation is the same, for whoever drops something begins a new one.
///
/// @param generation that was read with it
/// @param partitions those that are there, with the time up to which each is said to be written
/// @param customers those that are on the list
record KnownRows(long generation, Map<TierPartition, Long> partitions, Set<String> customers) {
    /// What is known before anything was read.
    static KnownRows nothing() {
        return of(-1, Map.of());
    }

    static KnownRows of(long generation, Map<TierPartition, Long> partitions) {
        return new KnownRows(
                generation, new ConcurrentHashMap<>(partitions), ConcurrentHashMap.newKeySet());
    }
}
