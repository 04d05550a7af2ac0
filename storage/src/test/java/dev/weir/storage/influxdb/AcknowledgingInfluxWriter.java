package dev.weir.storage.influxdb;

import dev.weir.storage.AcknowledgedBatches;
import dev.weir.storage.Retention;
import java.util.Optional;

/// A process that writes batches until it is killed, and says which are written.
final class AcknowledgingInfluxWriter {
    /// @param args the server's URL, the store's database and the number of the first batch
    public static void main(String[] args) {
        InfluxConfig config =
                InfluxServer.config(args[0], args[1], () -> Optional.of(InfluxServer.ADMIN));
        AcknowledgedBatches.writeUntilKilled(
                InfluxMetricStore.open(config, Retention.DEFAULT), Long.parseLong(args[2]));
    }

    private AcknowledgingInfluxWriter() {}
}
