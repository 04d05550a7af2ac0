package dev.weir.storage.postgresql;

import static dev.weir.storage.Samples.JUNE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.schema.rollup.Tier;
import dev.weir.storage.AcknowledgedBatches;
import dev.weir.storage.Retention;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What holds when a process that writes to the store is killed.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PostgresCrashIT {
    private static final int ROUNDS = 3;

    private final PostgresConfig config = PostgresServer.shared().config();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private Process writer(long firstBatch) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AcknowledgingPostgresWriter.class.getName(),
                        config.url(),
                        config.schema(),
                        Long.toString(firstBatch))
                .redirectError(directory.resolve("stderr").toFile())
                .start();
    }

    @Test
    void everythingAcknowledgedIsThereAfterAKillAndNothingByHalf()
            throws IOException, InterruptedException {
        var _ = new PostgresSetup(config).init(Tier.DEFAULT);
        Random random = new Random(7);
        long last = -1;
        for (int round = 0; round < ROUNDS; round++) {
            Process writer = writer(last + 1);
            try (BufferedReader output = writer.inputReader(UTF_8)) {
                long batch = last + 1 + random.nextInt(200);
                last = AcknowledgedBatches.killAfter(writer, output, batch);
            } finally {
                writer.destroyForcibly().waitFor();
            }
            try (var store = PostgresMetricStore.open(config, Retention.DEFAULT, () -> JUNE)) {
                last = AcknowledgedBatches.check(store, last);
            }
        }
    }
}
