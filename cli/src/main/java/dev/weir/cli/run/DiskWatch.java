package dev.weir.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/// Watches the space that is left for the data directory. A broker and a store that run into a full
/// disk fail in the middle of things: stopping a little before is clean, and loses nothing, for the
/// lines stand in their logs.
public final class DiskWatch implements AutoCloseable {
    /// Less than this is taken for full: room to finish and to write the checkpoint.
    static final long LEAST_BYTES = 48L << 20;

    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final Path directory;
    private final Consumer<String> full;
    private final Thread thread;

    private DiskWatch(Path directory, Consumer<String> full) {
        this.directory = directory;
        this.full = full;
        this.thread = Thread.ofVirtual().name("disk-watch-0").unstarted(this::watch);
    }

    /// Starts to watch.
    ///
    /// @param full is told once, with a sentence, when the disk is full
    public static DiskWatch start(Path directory, Consumer<String> full) {
        var watch = new DiskWatch(directory, full);
        watch.thread.start();
        return watch;
    }

    private void watch() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                long left = Files.getFileStore(directory).getUsableSpace();
                if (left < LEAST_BYTES) {
                    full.accept(sentence(directory, left));
                    return;
                }
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            full.accept("the space left for " + directory + " cannot be told: " + e.getMessage());
        }
    }

    static String sentence(Path directory, long left) {
        return "the disk of "
                + directory
                + " is full ("
                + (left >> 20)
                + " MiB left): free some space or give another directory with --data, then start"
                + " again; no line is lost, they wait in their logs";
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
