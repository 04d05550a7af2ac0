package dev.weir.query;

import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Which windows changed since a client was last told. It holds window starts, not data, and of
/// those only the newest: a client that does not keep up costs no more than one that does.
final class LiveFeed {
    /// Two minutes of one-second windows; of older ones a live client need not know.
    static final int MAX_WINDOWS = 120;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition signal = lock.newCondition();
    private TreeSet<Long> windows = new TreeSet<>();
    private boolean closed;

    void changed(long windowStart) {
        lock.lock();
        try {
            windows.add(windowStart);
            if (windows.size() > MAX_WINDOWS) {
                windows.pollFirst();
            }
            signal.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// The windows that changed, oldest first, once there are some; none after `millis` without
    /// any, or once closed.
    List<Long> take(long millis) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (windows.isEmpty() && !closed && left > 0) {
                left = signal.awaitNanos(left);
            }
            List<Long> taken = List.copyOf(windows);
            windows = new TreeSet<>();
            return closed ? List.of() : taken;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for `millis`, or until it is closed.
    void pause(long millis) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (!closed && left > 0) {
                left = signal.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            signal.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
