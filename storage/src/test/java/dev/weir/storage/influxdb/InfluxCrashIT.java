package dev.weir.storage.influxdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.AcknowledgedBatches;
import dev.weir.storage.Retention;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What holds when a process that writes to the store is killed, and when the server is.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class InfluxCrashIT {
    private static final int ROUNDS = 2;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private Process writer(InfluxConfig config, long firstBatch) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AcknowledgingInfluxWriter.class.getName(),
                        config.url(),
                        config.database(),
                        Long.toString(firstBatch))
                .redirectError(directory.resolve("stderr").toFile())
                .start();
    }

    private static long check(InfluxConfig config, long last) {
        try (var store = InfluxMetricStore.open(config, Retention.DEFAULT)) {
            return AcknowledgedBatches.check(store, last);
        }
    }

    @Test
    void everythingAcknowledgedIsThereAfterTheWriterIsKilledAndNothingByHalf()
            throws IOException, InterruptedException {
        InfluxConfig config = InfluxServer.shared().storeForEver();
        Random random = new Random(7);
        long last = -1;
        for (int round = 0; round < ROUNDS; round++) {
            Process writer = writer(config, last + 1);
            try (BufferedReader output = writer.inputReader(UTF_8)) {
                long batch = last + 1 + random.nextInt(60);
                last = AcknowledgedBatches.killAfter(writer, output, batch);
            } finally {
                writer.destroyForcibly().waitFor();
            }
            last = check(config, last);
        }
    }

    @Test
    void everythingAcknowledgedIsThereAfterTheServerIsKilledAndNothingByHalf()
            throws IOException, InterruptedException {
        Path data = Files.createDirectory(directory.resolve("server"));
        try (InfluxServer server = InfluxServer.start(data)) {
            InfluxConfig config = server.storeForEver();
            long last;
            Process writer = writer(config, 0);
            try (BufferedReader output = writer.inputReader(UTF_8)) {
                last = killAfter(server, output, new Random(11).nextInt(60));
            } finally {
                writer.destroyForcibly().waitFor();
            }
            String errors = Files.readString(directory.resolve("stderr"));
            assertTrue(errors.contains("cannot reach the server"), errors);
            server.begin();
            assertTrue(check(config, last) >= last);
        }
    }

    /// Kills the server when a batch is written. The writer gives up soon after, and ends.
    ///
    /// @return the last batch that it said is written
    private static long killAfter(InfluxServer server, BufferedReader output, long batch)
            throws IOException {
        long last = -1;
        boolean isKilled = false;
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            last = Long.parseLong(line);
            if (last >= batch && !isKilled) {
                server.kill();
                isKilled = true;
            }
        }
        return last;
    }
}
