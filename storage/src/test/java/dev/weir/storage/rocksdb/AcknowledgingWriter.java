package dev.weir.storage.rocksdb;

import static dev.weir.storage.Samples.JUNE;

import dev.weir.storage.AcknowledgedBatches;
import dev.weir.storage.Retention;
import java.nio.file.Path;

/// A process that writes batches until it is killed, and says which are written.
final class AcknowledgingWriter {
    /// @param args the store's directory and the number of the first batch
    public static void main(String[] args) {
        AcknowledgedBatches.writeUntilKilled(
                RocksMetricStore.open(
                        RocksConfig.of(Path.of(args[0])), Retention.DEFAULT, () -> JUNE),
                Long.parseLong(args[1]));
    }

    private AcknowledgingWriter() {}
}
