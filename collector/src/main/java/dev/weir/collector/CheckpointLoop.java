package dev.weir.collector;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// Writes checkpoints on the thread `checkpoint-0`, so that a slow disk does not keep logs from
/// being read. A write that fails is said in the log and tried again: the file then lags behind,
/// which repeats lines after a crash and loses none.
final class CheckpointLoop implements Runnable {
    private static final Logger LOG = System.getLogger(CheckpointLoop.class.getName());

    private final CheckpointFile file;
    private final SourceBook book;
    private final CollectorMetrics metrics;
    private final long intervalNanos;
    private final LongSupplier clock;
    private final Thread thread = new Thread(this, "checkpoint-0");
    private volatile boolean stopping;
    private volatile boolean abandoned;
    private boolean failed;
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
        book.onNewSource(() -> LockSupport.unpark(thread));
        thread.start();
    }

    @Override
    public void run() {
        while (!stopping) {
            writeIfChanged();
            LockSupport.parkNanos(intervalNanos);
        }
        if (abandoned) {
            closeFile();
        }
    }

    private void writeIfChanged() {
        book.tidy(clock.getAsLong());
        Map<String, Optional<Checkpoint>> changed = book.takeChanged();
        if (changed.isEmpty() && !failed) {
            return;
        }
        try {
            file.write(changed, book::checkpoints);
            book.kept(changed.keySet());
            failed = false;
            lastTrouble = "";
        } catch (IOException e) {
            failed = true;
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
        if (thread.isAlive()) {
            return;
        }
        writeIfChanged();
        closeFile();
    }

    private void closeFile() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "checkpoint cannot be closed: {0}", e.toString());
        }
    }

    /// Stops without a last write, as a crash would.
    void abandon() throws InterruptedException {
        abandoned = true;
        stopping = true;
        LockSupport.unpark(thread);
        thread.join();
    }
}
