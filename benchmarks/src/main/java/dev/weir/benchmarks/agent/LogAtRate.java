package dev.weir.benchmarks.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/// Writes lines to a log at a rate, as a proxy under load does: what falls behind is written as soon
/// as it can be.
final class LogAtRate {
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /// Writes `rate` lines a second for `seconds`; gives how many.
    ///
    /// @param lines whole lines, written again from the first when they are used up
    /// @param ends where each of them ends
    static long write(Path log, byte[] lines, int[] ends, long rate, int seconds)
            throws IOException, InterruptedException {
        long total = rate * seconds;
        long written = 0;
        int next = 0;
        long start = System.nanoTime();
        try (OutputStream out = Files.newOutputStream(log, StandardOpenOption.APPEND)) {
            while (written < total) {
                long elapsed = System.nanoTime() - start;
                long due = Math.min(total, elapsed * rate / TimeUnit.SECONDS.toNanos(1));
                while (written < due) {
                    int count = (int) Math.min(due - written, ends.length - next);
                    int from = next == 0 ? 0 : ends[next - 1];
                    out.write(lines, from, ends[next + count - 1] - from);
                    written += count;
                    next = (next + count) % ends.length;
                }
                TimeUnit.NANOSECONDS.sleep(STEP_NANOS);
            }
        }
        return written;
    }

    private LogAtRate() {}
}
