package dev.weir.storage.rocksdb;

import static dev.weir.storage.Samples.JUNE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.rollup.Tier;
import dev.weir.storage.AcknowledgedBatches;
import dev.weir.storage.Retention;
import dev.weir.storage.StoreException;
import dev.weir.storage.WindowRollup;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What holds when a process that has the store open is killed, or still lives.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RocksCrashTest {
    private static final int ROUNDS = 3;

    @TempDir Path directory;

    private Process writer(long firstBatch) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Xmx256m",
                        // What a killed process leaves of the native library goes with the test.
                        "-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AcknowledgingWriter.class.getName(),
                        directory.resolve("store").toString(),
                        Long.toString(firstBatch))
                .redirectError(directory.resolve("stderr").toFile())
                .start();
    }

    private long acknowledged(BufferedReader output) throws IOException {
        String line = output.readLine();
        return Long.parseLong(
                Objects.requireNonNull(line, () -> "the writer ended by itself: " + stderr()));
    }

    private String stderr() {
        try {
            return Files.readString(directory.resolve("stderr"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void everythingAcknowledgedIsThereAfterAKill() throws IOException, InterruptedException {
        Random random = new Random(7);
        long last = -1;
        for (int round = 0; round < ROUNDS; round++) {
            Process writer = writer(last + 1);
            try (BufferedReader output = writer.inputReader(UTF_8)) {
                last =
                        AcknowledgedBatches.killAfter(
                                writer, output, last + 1 + random.nextInt(400));
            } finally {
                writer.destroyForcibly().waitFor();
            }
            try (var store =
                    RocksMetricStore.open(
                            RocksConfig.of(directory.resolve("store")),
                            Retention.DEFAULT,
                            () -> JUNE)) {
                last = AcknowledgedBatches.check(store, last);
            }
        }
    }

    @Test
    void aStoreThatAnotherProcessHasOpenIsRefusedAndCanStillBeReadFrom()
            throws IOException, InterruptedException {
        Path store = directory.resolve("store");
        Process writer = writer(0);
        try (BufferedReader output = writer.inputReader(UTF_8)) {
            long written = acknowledged(output);
            StoreException refused =
                    Assertions.assertThrows(
                            StoreException.class,
                            () ->
                                    RocksMetricStore.open(
                                            RocksConfig.of(store), Retention.DEFAULT, () -> JUNE));
            assertEquals(
                    "the store in "
                            + store
                            + " is in use by another process: stop that one, or"
                            + " choose another directory",
                    refused.getMessage());
            try (var reading = RocksMetricStore.openReadOnly(store)) {
                List<WindowRollup> read =
                        reading.read("customer-0", Tier.MINUTE, JUNE, Long.MAX_VALUE);
                assertTrue(read.size() > written);
            }
            assertTrue(writer.isAlive());
        } finally {
            writer.destroyForcibly().waitFor();
        }
    }
}
