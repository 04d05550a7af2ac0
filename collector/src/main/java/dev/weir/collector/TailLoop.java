package dev.weir.collector;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// The duty cycle of the thread `tail-0`, which follows every log: look for rotations, read, and
/// rest when there was nothing. It never blocks, so that a full ring does not keep it from noticing
/// a rotation.
final class TailLoop implements Runnable {
    /// Blocks of one log in a row before the next log's turn.
    private static final int BLOCKS_PER_TURN = 4;

    /// After how long without data the longer poll interval begins.
    private static final long IDLE_AFTER_MILLIS = 1000;

    /// How long to rest while the ring is full.
    private static final long FULL_NANOS = 500_000;

    private final List<FileTail> tails;
    private final BlockRing ring;
    private final Catalogue catalogue;
    private final CollectorMetrics metrics;
    private final TailTiming timing;
    private final LongSupplier clock;
    private final Consumer<Throwable> onFailure;
    private final Thread thread = new Thread(this, "tail-0");
    private volatile boolean stopping;
    private volatile boolean abandoned;
    private long nextDiscovery;
    private long nextReload;
    private long dataAt;

    TailLoop(
            List<FileTail> tails,
            BlockRing ring,
            Catalogue catalogue,
            CollectorMetrics metrics,
            TailTiming timing,
            LongSupplier clock,
            Consumer<Throwable> onFailure) {
        this.tails = tails;
        this.ring = ring;
        this.catalogue = catalogue;
        this.metrics = metrics;
        this.timing = timing;
        this.clock = clock;
        this.onFailure = onFailure;
    }

    void start() {
        thread.start();
    }

    /// Lets the loop end after its round; it then says in the ring that all has ended.
    void stop() {
        stopping = true;
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

    @Override
    public void run() {
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
            tails.forEach(FileTail::close);
        }
    }

    private void round() throws IOException {
        long now = clock.getAsLong();
        if (now >= nextDiscovery) {
            nextDiscovery = now + timing.poll().toMillis();
            look(now);
        }
        boolean progress = false;
        for (FileTail tail : tails) {
            progress |= tail.read(BLOCKS_PER_TURN, now);
        }
        if (progress) {
            dataAt = now;
        } else if (ring.hasRoom()) {
            ring.tick();
            boolean idle = now - dataAt > IDLE_AFTER_MILLIS;
            LockSupport.parkNanos((idle ? timing.idlePoll() : timing.poll()).toNanos());
        } else {
            LockSupport.parkNanos(FULL_NANOS);
        }
    }

    private void look(long now) {
        int open = 0;
        long waiting = 0;
        for (FileTail tail : tails) {
            tail.discover(now);
            open += tail.openFiles();
            waiting += tail.waitingBytes();
        }
        metrics.openFiles(open, waiting);
        if (now >= nextReload) {
            nextReload = now + timing.reload().toMillis();
            catalogue.reloadIfChanged();
        }
    }
}
