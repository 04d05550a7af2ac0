package dev.weir.collector;

import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/// When to look for a log's predecessors again, and since when one may have been missed.
final class Rescans {
    private final NavigableSet<Long> times = new TreeSet<>();
    private Optional<Long> since = Optional.empty();

    /// Plans a look.
    ///
    /// @param at when
    /// @param from what was written after this time may have been missed; empty: nothing new
    void add(long at, Optional<Long> from) {
        times.add(at);
        since =
                from.isPresent() && since.isPresent()
                        ? Optional.of(Math.min(from.get(), since.get()))
                        : from.or(() -> since);
    }

    boolean isEmpty() {
        return times.isEmpty();
    }

    boolean isDue(long now) {
        return !times.isEmpty() && times.first() <= now;
    }

    /// Forgets the looks that are due; gives since when something may have been missed.
    Optional<Long> take(long now) {
        Optional<Long> missedSince = since;
        times.headSet(now, true).clear();
        since = times.isEmpty() ? Optional.empty() : since;
        return missedSince;
    }
}
