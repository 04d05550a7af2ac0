package dev.weir.storage;

import static dev.weir.storage.Samples.JUNE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Tier;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Batches that a process writes to a store until it is killed, and what must then be in the store:
/// every batch that it said is written, and none by half.
public final class AcknowledgedBatches {
    /// Rollups of one batch, each of another customer.
    public static final int ROLLUPS = 50;

    /// Writes batches, and says of each on standard output that it is written. It never returns.
    public static void writeUntilKilled(MetricStore store, long firstBatch) {
        for (long batch = firstBatch; ; batch++) {
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

    /// Reads what such a process says until a batch is written, kills it, and reads the rest.
    ///
    /// @return the last batch that it said is written
    public static long killAfter(Process writer, BufferedReader output, long batch)
            throws IOException {
        long last = -1;
        while (last < batch) {
            String line = output.readLine();
            assertTrue(line != null, "the writer ended by itself");
            last = Long.parseLong(line);
        }
        writer.toHandle().destroyForcibly(); // unlike the process, it leaves the stream open
        // What it still said before it died is acknowledged too, but for a torn last line.
        return last + Math.max(0, output.lines().count() - 1);
    }

    /// Looks whether all is there.
    ///
    /// @return the newest batch that is, which may be beyond what was said
    public static long check(MetricStore store, long acknowledged) {
        int windows = -1;
        for (int customer = 0; customer < ROLLUPS; customer++) {
            List<WindowRollup> read =
                    store.read("customer-" + customer, Tier.MINUTE, JUNE, Long.MAX_VALUE);
            assertTrue(read.size() > acknowledged, "of " + acknowledged + ": " + read.size());
            assertTrue(windows < 0 || windows == read.size(), "half a batch is there");
            windows = read.size();
            for (int i = 0; i < windows; i++) {
                assertEquals(JUNE + i * Tier.MINUTE.millis(), read.get(i).windowStart());
                assertEquals(i + 1, read.get(i).rollup().counter(Counter.REQUESTS));
            }
        }
        assertEquals(ROLLUPS, store.customers().size());
        return windows - 1L;
    }

    private AcknowledgedBatches() {}
}
