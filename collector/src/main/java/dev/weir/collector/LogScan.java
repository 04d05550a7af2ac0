package dev.weir.collector;

import dev.weir.schema.batch.EncodedBatch;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.List;
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
        long now = System.currentTimeMillis();
        var book = new SourceBook("scan", List.of(), now, Long.MAX_VALUE);
        try (Generation file = Generation.open(log.path(), false, now)) {
            boolean more = file.refresh(log, book, now);
            Source source = file.source();
            if (source == null) {
                return;
            }
            var batcher =
                    new SourceBatcher(
                            source,
                            catalogue,
                            BatchLimits.DEFAULT,
                            new EncoderPool(),
                            sinkOf(batches),
                            new CollectorMetrics(new PrometheusRegistry()));
            var block = new LineBlock(BLOCK_BYTES);
            while (more && !file.isChanged()) {
                file.fill(block, source, now);
                batcher.take(block);
                more = file.refresh(log, book, now);
            }
            batcher.close(now);
        }
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
