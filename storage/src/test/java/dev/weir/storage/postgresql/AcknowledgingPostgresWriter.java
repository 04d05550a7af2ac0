package dev.weir.storage.postgresql;

import static dev.weir.storage.Samples.JUNE;

import dev.weir.storage.AcknowledgedBatches;
import dev.weir.storage.Retention;
import java.util.Optional;

/// A process that writes batches until it is killed, and says which are written.
final class AcknowledgingPostgresWriter {
    /// @param args the database's URL, the store's schema and the number of the first batch
    public static void main(String[] args) {
        var config =
                new PostgresConfig(args[0], PostgresServer.SUPERUSER, Optional::empty, args[1], 2);
        AcknowledgedBatches.writeUntilKilled(
                PostgresMetricStore.open(config, Retention.DEFAULT, () -> JUNE),
                Long.parseLong(args[2]));
    }

    private AcknowledgingPostgresWriter() {}
}
