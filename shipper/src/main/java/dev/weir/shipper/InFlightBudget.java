package dev.weir.shipper;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Bounds what a shipper holds: bytes and batches between [#acquire] and [#release].
///
/// This is where back-pressure begins: the parse thread waits here, then its queue fills, then the
/// tail stops reading the file.
final class InFlightBudget {
    private final long maxBytes;
    private final int maxBatches;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private long bytes;
    private int batches;
    private boolean closed;

    InFlightBudget(long maxBytes, int maxBatches) {
        this.maxBytes = maxBytes;
        this.maxBatches = maxBatches;
    }

    /// Waits until there is room. One batch that is larger than the whole budget goes alone.
    ///
    /// @return whether room was had; false when the budget is closed
    boolean acquire(long size) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && batches > 0 && (bytes + size > maxBytes || batches >= maxBatches)) {
                freed.await();
            }
            if (closed) {
                return false;
            }
            bytes += size;
            batches++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Whether a batch as large as those that are held would be let in at once.
    boolean hasRoom() {
        lock.lock();
        try {
            long usual = batches == 0 ? 0 : bytes / batches;
            return batches == 0 || (bytes + usual <= maxBytes && batches < maxBatches);
        } finally {
            lock.unlock();
        }
    }

    void release(long size) {
        lock.lock();
        try {
            bytes -= size;
            batches--;
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Lets nothing more in, and wakes who waits.
    void close() {
        lock.lock();
        try {
            closed = true;
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    int batches() {
        lock.lock();
        try {
            return batches;
        } finally {
            lock.unlock();
        }
    }
}
