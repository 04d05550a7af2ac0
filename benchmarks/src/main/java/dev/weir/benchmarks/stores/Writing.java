package dev.weir.benchmarks.stores;

import dev.weir.storage.MetricStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How fast a backend takes the rows, and how large they are on disk, beside a file that the same bytes
/// are written to.
final class Writing {
    /// Rows that are written a second time, whole batches of them.
    private static final long ROWS_AGAIN = 50_000;

    private static final int BLOCK = 1 << 20;

    /// What was measured of a part of the rows.
    ///
    /// @param seconds in the store
    /// @param secondsOfFile to write the same bytes to a file and sync it
    /// @param bytesOnDisk by which the backend's files grew
    private record Measured(RowFile rows, double seconds, double secondsOfFile, long bytesOnDisk) {}

    private final Backend backend;
    private final Path scratch;
    private final List<Measured> parts = new ArrayList<>();
    private double rowsAgainPerSecond;

    private Writing(Backend backend, Path scratch) {
        this.backend = backend;
        this.scratch = scratch;
    }

    /// Writes everything.
    ///
    /// @param scratch a file for the bytes alone, on the same disk
    static Writing run(Backend backend, DataSet data, Path scratch) throws IOException {
        var writing = new Writing(backend, scratch);
        for (RowFile rows : data.parts()) {
            writing.write(rows);
        }
        try (MetricStore store = backend.open()) {
            writing.rewrite(data.parts().get(1), store);
        }
        return writing;
    }

    private void write(RowFile rows) throws IOException {
        double file = secondsOfFile(rows.file());
        // A store has files of its own before it has rows.
        backend.open().close();
        long before = PageCache.bytesOf(backend.files());
        long[] nanos = new long[1];
        try (MetricStore store = backend.open()) {
            rows.forEachBatch(batch -> {
                long start = System.nanoTime();
                store.writeRollups(batch);
                nanos[0] += System.nanoTime() - start;
                return true;
            });
        }
        backend.restart();
        long grown = PageCache.bytesOf(backend.files()) - before;
        parts.add(new Measured(rows, nanos[0] / 1e9, file, grown));
    }

    private void rewrite(RowFile rows, MetricStore store) throws IOException {
        long[] sums = new long[2];
        rows.forEachBatch(batch -> {
            long start = System.nanoTime();
            store.writeRollups(batch);
            sums[0] += System.nanoTime() - start;
            sums[1] += batch.size();
            return sums[1] < ROWS_AGAIN;
        });
        rowsAgainPerSecond = sums[1] * 1e9 / sums[0];
    }

    /// The machine's own pace: the bytes one after the other, then `fsync`.
    private double secondsOfFile(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.transferTo(
                    OutputStream.nullOutputStream()); // from memory then, as the stores have it
        }
        long start = System.nanoTime();
        try (FileChannel in = FileChannel.open(file);
                FileChannel out =
                        FileChannel.open(
                                scratch,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE)) {
            ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
            while (in.read(block) >= 0) {
                block.flip();
                while (block.hasRemaining()) {
                    out.write(block);
                }
                block.clear();
            }
            out.force(true);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Files.delete(scratch);
        return seconds;
    }

    static String header() {
        return """
        | store | rows | rows/s | MB/s | of the file's pace | bytes a row on disk \
        | of the message |
        |---|---|---:|---:|---:|---:|---:|
        """;
    }

    /// The rows of the table.
    String table() {
        StringBuilder table = new StringBuilder();
        for (Measured part : parts) {
            RowFile rows = part.rows();
            table.append(
                    String.format(
                            Locale.ROOT,
                            "| %s | %s | %,.0f | %.1f | %.1f %% | %,.0f | %.2f |%n",
                            backend.name(),
                            rows.name(),
                            rows.rows() / part.seconds(),
                            rows.bytes() / part.seconds() / 1e6,
                            100 * part.secondsOfFile() / part.seconds(),
                            (double) part.bytesOnDisk() / rows.rows(),
                            (double) part.bytesOnDisk() / rows.bytes()));
        }
        return table
                + String.format(
                        Locale.ROOT,
                        "| %s | 1 s of all, again | %,.0f | | | | |%n",
                        backend.name(),
                        rowsAgainPerSecond);
    }
}
