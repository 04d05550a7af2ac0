package dev.weir.shipper.kafka;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Lets the first record of each partition through alone, and those behind it once that one is
/// acknowledged, in order.
///
/// A broker that has not heard of a producer yet takes any sequence number as its first. If several
/// of a new producer's records are under way and the first is refused, the second is stored all the
/// same: that is a gap. From the first acknowledgement on the broker keeps the order itself.
final class PartitionGates<T> {
    private final Set<Integer> open = new HashSet<>();

    /// What waits behind the first record, by partition.
    private final Map<Integer, ArrayDeque<T>> waiting = new HashMap<>();

    private boolean closed;

    /// Whether an entry may be sent now; if not, it waits for [#acknowledged] or [#close].
    synchronized boolean enter(int partition, T entry) {
        if (closed || open.contains(partition)) {
            return true;
        }
        ArrayDeque<T> behind = waiting.get(partition);
        if (behind == null) {
            waiting.put(partition, new ArrayDeque<>());
            return true;
        }
        behind.add(entry);
        return false;
    }

    /// Says that a record of a partition is acknowledged.
    ///
    /// @return what may be sent now and what arrives meanwhile has to wait for; when it is sent,
    ///     ask again. Empty: the gate is open.
    synchronized List<T> acknowledged(int partition) {
        ArrayDeque<T> behind = waiting.get(partition);
        if (behind == null) {
            return List.of();
        }
        if (behind.isEmpty()) {
            waiting.remove(partition);
            open.add(partition);
        }
        List<T> next = List.copyOf(behind);
        behind.clear();
        return next;
    }

    /// Holds nothing back any more.
    ///
    /// @return what waited
    synchronized List<T> close() {
        closed = true;
        List<T> left = new ArrayList<>();
        waiting.values().forEach(left::addAll);
        waiting.clear();
        return left;
    }
}
