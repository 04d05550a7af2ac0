package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.cli.run.DataDirectory;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.EncodedRollup;
import dev.weir.storage.Retention;
import dev.weir.storage.rocksdb.RocksConfig;
import dev.weir.storage.rocksdb.RocksMetricStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `weir store prune` with the embedded store; with PostgreSQL it is in [PostgresqlIT].
class StorePruneIT {
    private static final long DAY = Duration.ofDays(1).toMillis();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final long now = System.currentTimeMillis();

    private record Said(int exitCode, String out, String err) {}

    private Said prune() {
        var out = new StringWriter();
        var err = new StringWriter();
        int code =
                Weir.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute("store", "prune", "--data", directory.toString());
        return new Said(code, out.toString(), err.toString());
    }

    /// Two customers' windows, written when they were over: one's of two days ago, both's of now.
    private void fill() {
        long old = Tier.HOUR.windowStart(now - 2 * DAY);
        write(
                old,
                List.of(
                        StoredTopic.rollup("gone", Tier.SECOND, old, 1, 5),
                        StoredTopic.rollup("shop", Tier.SECOND, old, 1, 5),
                        StoredTopic.rollup("shop", Tier.MINUTE, old, 1, 5)));
        write(now, List.of(StoredTopic.rollup("shop", Tier.SECOND, now / 1000 * 1000, 1, 5)));
    }

    private void write(long writtenAt, List<EncodedRollup> rollups) {
        RocksConfig config = RocksConfig.of(directory.resolve("store"));
        try (var store = RocksMetricStore.open(config, Retention.DEFAULT, () -> writtenAt)) {
            store.writeRollups(rollups);
        }
    }

    @Test
    void whatIsPastItsTimeGoesAndIsNamed() {
        fill();
        long hour = Tier.HOUR.windowStart(now - 2 * DAY);

        Said said = prune();

        assertEquals(0, said.exitCode(), said.err());
        assertEquals(
                """
                weir store: 1 periods are gone, and 1 customers with them
                  1s %s to %s
                  gone
                """
                        .formatted(
                                Instant.ofEpochMilli(hour),
                                Instant.ofEpochMilli(hour + Tier.HOUR.millis())),
                said.out());
        try (var store = RocksMetricStore.openReadOnly(directory.resolve("store"))) {
            assertEquals(List.of("shop"), store.customers());
            assertEquals(0, store.read("shop", Tier.SECOND, hour, now - DAY).size());
            assertEquals(1, store.read("shop", Tier.SECOND, now - DAY, now + 1).size());
            assertEquals(1, store.read("shop", Tier.MINUTE, hour, now).size());
        }
        assertEquals("weir store: 0 periods are gone, and 0 customers with them\n", prune().out());
    }

    @Test
    void aStoreThatWeirRunsOnIsLeftAlone() throws Exception {
        fill();
        try (var _ = DataDirectory.open(directory)) {
            Said said = prune();
            assertEquals(2, said.exitCode());
            assertTrue(said.err().contains(" is in use by another weir process"), said.err());
            assertTrue(said.err().contains("a weir that runs prunes its store itself"), said.err());
        }
        // A weir with another data directory, on the same store.
        RocksConfig config = RocksConfig.of(directory.resolve("store"));
        Path errors = directory.resolve("errors.txt");
        try (var store = RocksMetricStore.open(config, Retention.DEFAULT, () -> now);
                WeirProcess weir =
                        WeirProcess.start(
                                errors, "store", "prune", "--data", directory.toString())) {
            assertEquals("", weir.rest());
            assertEquals(2, weir.exitCode());
            assertTrue(
                    Files.readString(errors).contains("is in use by another process"),
                    Files.readString(errors));
            assertEquals(List.of("gone", "shop"), store.customers());
        }
    }

    @Test
    void aDirectoryWithoutAStoreStaysEmpty() throws Exception {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        var err = new StringWriter();
        int code =
                Weir.commandLine()
                        .setErr(new PrintWriter(err, true))
                        .execute("store", "prune", "--data", empty.toString());
        assertEquals(2, code);
        assertTrue(err.toString().contains("there is no store in "), err.toString());
        assertFalse(Files.exists(empty.resolve("weir.lock")));
    }
}
