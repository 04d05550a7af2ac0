package dev.weir.cli.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/// What a process runs, closed in the reverse of the order in which it was started, once, however
/// the process comes to its end: Ctrl-C, a failure of a part, a full disk.
public final class Lifecycle implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Lifecycle.class.getName());

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final Thread hook = new Thread(this::interrupted, "shutdown");
    private boolean closed;

    /// Creates an empty lifecycle that closes its parts when the process is told to end.
    public Lifecycle() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// Adds a part that was started.
    public synchronized <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /// Says that the process cannot go on, with the sentence for its user.
    public void fail(String sentence) {
        end.complete(sentence);
    }

    /// Says that the process has done all that it had to do.
    public void finish() {
        end.complete("");
    }

    /// Waits until the process is told to end, or has done what it had to do.
    ///
    /// @return why it cannot go on; empty if it can end well
    public String await() {
        return end.join();
    }

    private void interrupted() {
        end.complete("");
        close();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} did not close cleanly: {1}",
                        part.getClass().getSimpleName(),
                        e.toString());
            }
        }
    }
}
