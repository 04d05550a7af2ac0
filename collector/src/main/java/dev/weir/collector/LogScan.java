package dev.weir.collector;

import dev.weir.schema.batch.EncodedBatch;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Consumer;

/// Takes a log file as it lies there, gives its batches: the collector's reading without following,
/// shipping or remembering. What a collector would make of the file, this makes of it.
public final class LogScan {
    private static final int BLOCK_BYTES = 4 << 20;

    private final LogFile log;
    private final Catalogue catalogue;

    private LogScan(LogFile log, Catalogue catalogue) {
        this.log = log;
        this.catalogue = catalogue;
    }

    /// Reads a file's complete lines to its end.
    ///
    /// @param catalogue knows the customers; a copy that is not reloaded
    /// @param batches takes each batch, in order
    public static void run(LogFile log, Catalogue catalogue, Consumer<EncodedBatch> batches)
            throws IOException, InterruptedException {
        new LogScan(log, catalogue).scan(batches);
    }

    private void scan(Consumer<EncodedBatch> batches) throws IOException, InterruptedException {
        Path path = log.path();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            Optional<FileIdentity> identity = FileIdentity.of(FileIdentity.Place.of(path), file);
            if (identity.isEmpty()) {
                return;
            }
            var source = new Source(log, identity.get(), 0, "scan", 0);
            var batcher =
                    new SourceBatcher(
                            source,
                            catalogue,
                            BatchLimits.DEFAULT,
                            new EncoderPool(),
                            sinkOf(batches),
                            new CollectorMetrics(new PrometheusRegistry()));
            var block = new LineBlock(BLOCK_BYTES);
            block.kind = LineBlock.Kind.LINES;
            block.source = source;
            block.readAt = System.currentTimeMillis();
            readAll(file, batcher, block);
            batcher.close(block.readAt);
        }
    }

    private static void readAll(FileChannel file, SourceBatcher batcher, LineBlock block)
            throws IOException, InterruptedException {
        long offset = 0;
        while (fill(file, block, offset)) {
            int end = lastLineEnd(block);
            if (end == 0) {
                if (block.length < BLOCK_BYTES) {
                    return; // the last line is not complete
                }
                offset = skipLine(file, batcher, block, offset);
                continue;
            }
            block.length = end;
            block.firstOffset = offset;
            batcher.lines(block);
            offset += end;
        }
    }

    private static boolean fill(FileChannel file, LineBlock block, long offset) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(block.bytes);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, offset + buffer.position()) < 0) {
                break;
            }
        }
        block.length = buffer.position();
        return block.length > 0;
    }

    private static int lastLineEnd(LineBlock block) {
        int end = block.length;
        while (end > 0 && block.bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    /// Passes over a line that is longer than a block; it is one rejected line.
    private static long skipLine(
            FileChannel file, SourceBatcher batcher, LineBlock block, long offset)
            throws IOException {
        long at = offset + block.length;
        ByteBuffer one = ByteBuffer.allocate(1 << 16);
        boolean found = false;
        while (!found && file.read(one.clear(), at) > 0) {
            one.flip();
            while (one.hasRemaining() && !found) {
                at++;
                found = one.get() == '\n';
            }
        }
        block.firstOffset = offset;
        block.length = 0;
        block.reason = "too_long";
        block.skipped = at - offset;
        if (found) {
            batcher.skipped(block);
        }
        return at;
    }

    private static BatchSink sinkOf(Consumer<EncodedBatch> batches) {
        return new BatchSink() {
            @Override
            public void ship(EncodedBatch batch, Runnable acknowledged) {
                batches.accept(batch);
            }

            @Override
            public void rejected(String sourceId, long offset, String reason, byte[] line) {
                // Counted in the batch.
            }
        };
    }
}
