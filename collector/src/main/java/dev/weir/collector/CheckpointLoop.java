package dev.weir.collector;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// Writes checkpoints on the thread `checkpoint-0`, so that a slow disk does not keep logs from
/// being read. A write that fails is said in the log and tried again: the file then lags behind,
/// which repeats lines after a crash and loses none.
final class CheckpointLoop implements Runnable {
    private static final Logger LOG = System.getLogger(CheckpointLoop.class.getName());

    /// How old "last seen" may become in the file while nothing else changes.
    private static final long REFRESH_MILLIS = 60_000;

    private final CheckpointFile file;
    private final SourceBook book;
    private final CollectorMetrics metrics;
    private final long intervalNanos;
    private final LongSupplier clock;
    private final Thread thread = new Thread(this, "checkpoint-0");
    private Map<String, Long> written = new HashMap<>();
    private long writtenAt = Long.MIN_VALUE;
    private volatile boolean stopping;
    private String lastTrouble = "";

    CheckpointLoop(
            CheckpointFile file,
            SourceBook book,
            CollectorMetrics metrics,
            TailTiming timing,
            LongSupplier clock) {
        this.file = file;
        this.book = book;
        this.metrics = metrics;
        this.intervalNanos = timing.checkpoint().toNanos();
        this.clock = clock;
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        while (!stopping) {
            writeIfChanged();
            LockSupport.parkNanos(intervalNanos);
        }
    }

    private void writeIfChanged() {
        long now = clock.getAsLong();
        book.tidy(now);
        List<Checkpoint> checkpoints = book.checkpoints();
        Map<String, Long> offsets = new HashMap<>();
        checkpoints.forEach(entry -> offsets.put(entry.sourceId(), entry.offset()));
        boolean stale = writtenAt == Long.MIN_VALUE || now - writtenAt >= REFRESH_MILLIS;
        if (offsets.equals(written) && (!stale || offsets.isEmpty())) {
            return;
        }
        try {
            file.write(checkpoints);
            written = offsets;
            writtenAt = now;
            lastTrouble = "";
        } catch (IOException e) {
            metrics.checkpointFailed();
            if (!e.toString().equals(lastTrouble)) {
                lastTrouble = e.toString();
                LOG.log(Level.ERROR, "checkpoint cannot be written, trying again: {0}", e);
            }
        }
    }

    /// Stops, and writes what is acknowledged by now.
    void close(long millis) throws InterruptedException {
        stopping = true;
        LockSupport.unpark(thread);
        thread.join(Math.max(1, millis));
        if (!thread.isAlive()) {
            writeIfChanged();
        }
    }

    /// Stops without a last write, as a crash would.
    void abandon() {
        stopping = true;
        LockSupport.unpark(thread);
    }
}
