package dev.weir.cli.generate;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Takes lines from a generator, gives them to a file: live at a rate, or a number of them at once.
///
/// [#start] and [#close] run the live kind on the thread `generate-0`.
public final class LogWriter implements AutoCloseable {
    /// Large enough that a demonstration runs for half an hour between rotations.
    public static final long DEFAULT_MAX_FILE_BYTES = 256L << 20;

    /// Old files that stay: a reader that falls behind by more than these loses lines.
    public static final int DEFAULT_KEPT_FILES = 2;

    private static final System.Logger LOG = System.getLogger(LogWriter.class.getName());
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int CHUNK_BYTES = 1 << 16;
    private static final long CLOSE_MILLIS = 5000;

    private final LogGenerator generator;
    private final LogFile file;
    private final InstantSource clock;
    private final byte[] chunk = new byte[CHUNK_BYTES + LogGenerator.MAX_LINE_BYTES];
    private @Nullable Thread thread;
    private volatile boolean closed;
    private final AtomicLong lines = new AtomicLong();

    private LogWriter(LogGenerator generator, LogFile file, InstantSource clock) {
        this.generator = generator;
        this.file = file;
        this.clock = clock;
    }

    /// Opens the file, to append to what is there.
    ///
    /// @param maxFileBytes size at which the file is renamed and a new one begun
    /// @param keptFiles how many renamed ones stay
    public static LogWriter open(
            LogGenerator generator, Path path, long maxFileBytes, int keptFiles)
            throws IOException {
        return new LogWriter(
                generator, LogFile.open(path, maxFileBytes, keptFiles), InstantSource.system());
    }

    /// The same with the default rotation.
    public static LogWriter open(LogGenerator generator, Path path) throws IOException {
        return open(generator, path, DEFAULT_MAX_FILE_BYTES, DEFAULT_KEPT_FILES);
    }

    /// Writes `count` lines as fast as it can, on the caller's thread.
    ///
    /// @param startMillis time of the first line
    /// @param linesPerSecond how many lines share a second of the log's time
    public void write(long count, long startMillis, double linesPerSecond) throws IOException {
        double millisPerLine = 1000 / linesPerSecond;
        int at = 0;
        for (long i = 0; i < count; i++) {
            at = generator.next(startMillis + (long) (i * millisPerLine), chunk, at);
            if (at >= CHUNK_BYTES) {
                file.write(chunk, at);
                at = 0;
            }
        }
        file.write(chunk, at);
        lines.addAndGet(count);
    }

    /// Starts writing live, `linesPerSecond` in the mean, until closed.
    public void start(double linesPerSecond) {
        thread = Thread.ofPlatform().name("generate-0").daemon().start(() -> run(linesPerSecond));
    }

    /// Lines written.
    public long lines() {
        return lines.get();
    }

    private void run(double linesPerSecond) {
        double due = 0;
        long before = System.nanoTime();
        try {
            while (!closed) {
                LockSupport.parkNanos(TICK_NANOS);
                long now = System.nanoTime();
                double seconds = Math.min(1, (now - before) / 1e9);
                before = now;
                due += seconds * linesPerSecond * generator.load(clock.millis());
                long whole = (long) due;
                due -= whole;
                writeNow(whole);
            }
        } catch (IOException e) {
            LOG.log(
                    Level.ERROR,
                    "generating stopped: the log cannot be written: {0}; free some space or choose"
                            + " another directory",
                    e.getMessage());
        }
    }

    private void writeNow(long count) throws IOException {
        int at = 0;
        long written = 0;
        for (; written < count && !closed; written++) {
            at = generator.next(clock.millis(), chunk, at);
            if (at >= CHUNK_BYTES) {
                file.write(chunk, at);
                at = 0;
            }
        }
        if (at > 0) {
            file.write(chunk, at);
        }
        lines.addAndGet(written);
    }

    /// Stops behind a whole line, and closes the file.
    @Override
    public void close() throws IOException {
        closed = true;
        Thread running = thread;
        if (running != null) {
            LockSupport.unpark(running);
            try {
                running.join(CLOSE_MILLIS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        file.close();
    }
}
