package dev.weir.shipper;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// What was sent and not yet acknowledged, per source in the order of sending.
///
/// Kafka may acknowledge sources in any order, since they lie in different partitions; within a
/// source a shipment is released only when all before it are.
final class Unacknowledged {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, ArrayDeque<Shipment>> bySource = new HashMap<>();
    private final Consumer<Shipment> release;
    private int count;

    /// Creates an empty set.
    ///
    /// @param release called for each shipment exactly once, in order per source, one at a time
    Unacknowledged(Consumer<Shipment> release) {
        this.release = release;
    }

    void add(Shipment shipment) {
        lock.lock();
        try {
            bySource.computeIfAbsent(shipment.sourceId, _ -> new ArrayDeque<>()).add(shipment);
            count++;
        } finally {
            lock.unlock();
        }
    }

    /// Puts parts of a shipment in its place.
    void replace(Shipment shipment, List<Shipment> parts) {
        lock.lock();
        try {
            ArrayDeque<Shipment> source = bySource.get(shipment.sourceId);
            if (source == null) {
                return;
            }
            ArrayDeque<Shipment> replaced = new ArrayDeque<>(source.size() + parts.size());
            for (Shipment one : source) {
                if (one == shipment) {
                    replaced.addAll(parts);
                } else {
                    replaced.add(one);
                }
            }
            count += replaced.size() - source.size();
            bySource.put(shipment.sourceId, replaced);
        } finally {
            lock.unlock();
        }
    }

    /// Marks a shipment delivered, and releases it and those that only waited for it.
    ///
    /// The lock is held while releasing: two threads could otherwise release out of order.
    void delivered(Shipment shipment) {
        lock.lock();
        try {
            ArrayDeque<Shipment> source = bySource.get(shipment.sourceId);
            if (source == null) {
                return;
            }
            shipment.delivered = true;
            Shipment head = source.peek();
            while (head != null && head.delivered) {
                source.remove();
                count--;
                release.accept(head);
                head = source.peek();
            }
            if (source.isEmpty()) {
                bySource.remove(shipment.sourceId);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// All that has to be sent again, in the order in which it was first sent. Deliveries that
    /// were noted behind a shipment that failed no longer count.
    List<Shipment> takeAgain() {
        lock.lock();
        try {
            List<Shipment> all = new ArrayList<>(count);
            for (ArrayDeque<Shipment> source : bySource.values()) {
                all.addAll(source);
            }
            all.forEach(shipment -> shipment.delivered = false);
            // Stable: parts of one batch stay as they are.
            all.sort(Comparator.comparingLong(shipment -> shipment.sequence));
            return all;
        } finally {
            lock.unlock();
        }
    }

    int count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /// For how long the oldest shipment has waited, in nanoseconds; 0 where nothing waits.
    long longestWaitNanos(long nowNanos) {
        lock.lock();
        try {
            long longestWait = 0;
            for (ArrayDeque<Shipment> source : bySource.values()) {
                longestWait = Math.max(longestWait, nowNanos - source.element().acceptedNanos);
            }
            return longestWait;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until nothing is left, or for `nanos`.
    void awaitEmpty(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (count > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
