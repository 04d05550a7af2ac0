package dev.weir.collector;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// The duty cycle of the thread `tail-0`, which follows every log: look for rotations, read, and
/// rest when there was nothing. It never blocks on the ring, so that a full ring does not keep it
/// from noticing a rotation.
///
/// While nothing grows it waits for the system to tell of changes, and looks itself only now and
/// then.
final class TailLoop implements Runnable {
    /// Blocks of one log in a row before the next log's turn.
    private static final int BLOCKS_PER_TURN = 4;

    /// After how long without data to wait for the system to tell of more.
    private static final long IDLE_AFTER_MILLIS = 1000;

    /// How long to rest while the ring is full, and after it was for a while.
    private static final long FULL_NANOS = 500_000;

    private static final long LONG_FULL_NANOS = 10_000_000;

    private final FollowedLogs logs;
    private final Following shared;
    private final DirectoryWatch watch;
    private final Catalogue catalogue;
    private final LongSupplier clock;
    private final Consumer<Throwable> onFailure;
    private final ReadingOrder<FileTail> order;
    private final Thread thread = new Thread(this, "tail-0");
    private volatile boolean stopping;
    private volatile boolean abandoned;
    private volatile long roundAt;
    private volatile boolean full;
    private long nextReload;
    private long dataAt;

    TailLoop(
            FollowedLogs logs,
            Following shared,
            DirectoryWatch watch,
            Catalogue catalogue,
            LongSupplier clock,
            Consumer<Throwable> onFailure) {
        this.logs = logs;
        this.shared = shared;
        this.watch = watch;
        this.catalogue = catalogue;
        this.clock = clock;
        this.onFailure = onFailure;
        this.order =
                new ReadingOrder<>(
                        FileTail::hasUnread,
                        FileTail::unreadBytes,
                        (long) BLOCKS_PER_TURN * shared.ring().blockBytes());
        this.roundAt = clock.getAsLong();
        this.dataAt = roundAt;
    }

    void start() {
        thread.start();
    }

    /// Lets the loop end after its round; it then says in the ring that all has ended.
    void stop() {
        stopping = true;
        watch.wakeUp();
        LockSupport.unpark(thread);
    }

    /// Lets the loop end without a word, for nobody takes from the ring any more.
    void abandon() {
        abandoned = true;
        stop();
    }

    void join(long millis) throws InterruptedException {
        thread.join(Math.max(1, millis));
    }

    /// When the last round began: milliseconds since 1970-01-01T00:00Z.
    long roundAt() {
        return roundAt;
    }

    /// Whether reading waits for the ring, and so for the sink.
    boolean isFull() {
        return full;
    }

    @Override
    public void run() {
        BlockRing ring = shared.ring();
        try {
            while (!stopping) {
                round();
            }
            while (!abandoned && !ring.hasRoom()) {
                LockSupport.parkNanos(FULL_NANOS);
            }
            if (!abandoned) {
                ring.endAll();
            }
        } catch (IOException | RuntimeException | Error e) {
            onFailure.accept(e);
        } finally {
            logs.close();
            watch.close();
        }
    }

    private void round() throws IOException {
        long now = clock.getAsLong();
        roundAt = now;
        shared.listings().refresh();
        watch.watchQuiet(logs, now);
        logs.scan(now);
        for (FileTail tail : logs.list()) {
            if (tail.isDue(now)) {
                tail.look(logs.isWatched(tail), now);
            }
        }
        boolean progress = read(now);
        boolean unread = false;
        int open = 0;
        for (FileTail tail : logs.list()) {
            unread |= tail.hasUnread();
            open += tail.openFiles();
        }
        shared.metrics().openFiles(open);
        if (now >= nextReload) {
            nextReload = now + shared.timing().reload().toMillis();
            catalogue.reloadIfChanged();
        }
        rest(progress, unread, now);
    }

    private boolean read(long now) {
        boolean progress = false;
        for (FileTail tail : order.next(logs.list())) {
            if (!shared.ring().hasRoom()) {
                break;
            }
            progress |= tail.read(BLOCKS_PER_TURN, now);
            logs.busy(tail, now);
            order.served(tail);
        }
        return progress;
    }

    private void rest(boolean progress, boolean unread, long now) throws IOException {
        BlockRing ring = shared.ring();
        full = unread && !ring.hasRoom();
        boolean idle = now - dataAt > IDLE_AFTER_MILLIS;
        if (progress) {
            dataAt = now;
        } else if (full) {
            LockSupport.parkNanos(idle ? LONG_FULL_NANOS : FULL_NANOS);
        } else {
            ring.tick();
            if (idle) {
                watch.await(logs, shared.timing().idlePoll().toNanos());
            } else {
                LockSupport.parkNanos(shared.timing().poll().toNanos());
            }
        }
    }
}
