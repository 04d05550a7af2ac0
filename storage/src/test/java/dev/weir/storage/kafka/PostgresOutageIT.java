package dev.weir.storage.kafka;

import static dev.weir.storage.Samples.JUNE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.schema.rollup.Tier;
import dev.weir.storage.Retention;
import dev.weir.storage.postgresql.PostgresConfig;
import dev.weir.storage.postgresql.PostgresMetricStore;
import dev.weir.storage.postgresql.PostgresServer;
import dev.weir.storage.postgresql.PostgresSetup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A database that goes away, and comes back as a standby and then as itself, while the writer
/// writes.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PostgresOutageIT {
    /// So that the windows go over the bounds of partitions.
    private static final Duration APART = Duration.ofMinutes(1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void whatComesWhileTheDatabaseIsAwayIsWrittenWhenItIsBack() throws Exception {
        Path data = directory.resolve("data");
        PostgresServer server = PostgresServer.start(data, 0);
        try {
            PostgresConfig config = server.config();
            var _ = new PostgresSetup(config).init(Tier.DEFAULT);
            try (var store = PostgresMetricStore.open(config, Retention.DEFAULT, () -> JUNE)) {
                var writer = new RunningWriter(store, APART);
                writer.awaitRunning();
                writer.send(100);
                writer.awaitStored(100);

                server.close();
                writer.send(100);
                writer.awaitRetrying("cannot be reached");

                Files.createFile(data.resolve("standby.signal"));
                server = PostgresServer.start(data, server.port());
                writer.awaitRetrying("takes no writes");
                assertEquals(100, writer.stored().size());
                server.close();

                Files.delete(data.resolve("standby.signal"));
                writer.send(100);
                server = PostgresServer.start(data, server.port());
                writer.awaitRunning();
                writer.awaitStored(300);
                writer.stop();
                assertEquals(LongStream.rangeClosed(1, 300).boxed().toList(), writer.stored());
            }
        } finally {
            server.close();
        }
    }
}
