package dev.weir.shipper;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Takes shipments from the parse threads, gives them to the ship thread in the same order.
final class BatchExchange {
    /// One is being framed, one waits, one is being handed over; more would only add latency, for
    /// what is in flight is bounded by [InFlightBudget].
    private static final int CAPACITY = 3;

    private final BlockingQueue<Shipment> queue = new ArrayBlockingQueue<>(CAPACITY);

    /// Hands over a shipment, if there is room within `timeout`.
    boolean offer(Shipment shipment, Duration timeout) throws InterruptedException {
        return queue.offer(shipment, timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// The next shipment, or null after `timeout`.
    @Nullable Shipment poll(Duration timeout) throws InterruptedException {
        return queue.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    boolean hasRoom() {
        return queue.remainingCapacity() > 0;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    int size() {
        return queue.size();
    }
}
