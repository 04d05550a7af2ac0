package dev.weir.benchmarks.stores;

import dev.weir.schema.rollup.KeyedRollup;
import dev.weir.schema.rollup.RollupEncoder;
import dev.weir.storage.EncodedRollup;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Rollups one after the other in a file, each behind its length: so that every store is given the same
/// ones, and making them is not measured.
///
/// @param name says which these are, for the tables
/// @param file where
/// @param rows how many
/// @param bytes of all messages
record RowFile(String name, Path file, long rows, long bytes) {
    /// Rows of a batch, and bytes, as the writer from Kafka takes them at most.
    private static final int BATCH_ROWS = 5_000;

    private static final int BATCH_BYTES = 16 << 20;

    /// Writes rollups to a file.
    static final class Writer implements AutoCloseable {
        private final String name;
        private final Path file;
        private final DataOutputStream out;
        private final RollupEncoder encoder = new RollupEncoder();
        private long rows;
        private long bytes;

        Writer(String name, Path file) throws IOException {
            this.name = name;
            this.file = file;
            out =
                    new DataOutputStream(
                            new BufferedOutputStream(Files.newOutputStream(file), 1 << 20));
        }

        void add(KeyedRollup rollup) throws IOException {
            byte[] message = encoder.encode(rollup);
            out.writeInt(message.length);
            out.write(message);
            rows++;
            bytes += message.length;
        }

        RowFile finished() throws IOException {
            close();
            return new RowFile(name, file, rows, bytes);
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /// Takes batches of rows.
    interface Taker {
        /// Takes one.
        ///
        /// @return whether there should be more
        boolean take(List<EncodedRollup> batch) throws IOException;
    }

    /// Gives the rows in batches.
    void forEachBatch(Taker taker) throws IOException {
        try (var in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 20))) {
            List<EncodedRollup> batch = new ArrayList<>();
            long size = 0;
            for (long row = 0; row < rows; row++) {
                byte[] message = new byte[in.readInt()];
                in.readFully(message);
                if (batch.size() == BATCH_ROWS || size + message.length > BATCH_BYTES) {
                    if (!taker.take(batch)) {
                        return;
                    }
                    batch = new ArrayList<>();
                    size = 0;
                }
                batch.add(EncodedRollup.of(message));
                size += message.length;
            }
            if (!batch.isEmpty()) {
                var _ = taker.take(batch);
            }
        } catch (EOFException e) {
            throw new IOException(file + " is cut", e);
        }
    }

    double meanBytes() {
        return (double) bytes / Math.max(rows, 1);
    }
}
