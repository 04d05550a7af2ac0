package dev.weir.storage.rocksdb;

import static dev.weir.storage.Samples.JUNE;

import dev.weir.schema.rollup.Tier;
import dev.weir.storage.EncodedRollup;
import dev.weir.storage.Retention;
import dev.weir.storage.Samples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A process that writes batches until it is killed, and says which are written.
final class AcknowledgingWriter {
    /// Rollups of one batch, each of another customer.
    static final int ROLLUPS = 50;

    /// @param args the store's directory and the number of the first batch
    public static void main(String[] args) {
        RocksMetricStore store =
                RocksMetricStore.open(
                        RocksConfig.of(Path.of(args[0])), Retention.DEFAULT, () -> JUNE);
        for (long batch = Long.parseLong(args[1]); ; batch++) {
            List<EncodedRollup> rollups = new ArrayList<>();
            for (int customer = 0; customer < ROLLUPS; customer++) {
                rollups.add(
                        Samples.rollup(
                                "customer-" + customer,
                                Tier.MINUTE,
                                JUNE + batch * Tier.MINUTE.millis(),
                                batch + 1));
            }
            store.writeRollups(rollups);
            System.out.println(batch);
        }
    }

    private AcknowledgingWriter() {}
}
