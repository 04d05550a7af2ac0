package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills the whole process in the middle of its work, starts it again, and audits: nothing missing,
/// nothing repeated, and the collector's books say the same through all its lives. `-Dweir.kill.rounds=5 -Dweir.kill.lines=1000000` is the long run.
class KillIT {
    private static final int ROUNDS = Integer.getInteger("weir.kill.rounds", 1);
    private static final int LINES = Integer.getInteger("weir.kill.lines", 200_000);
    private static final long SEED = Long.getLong("weir.kill.seed", System.nanoTime());

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void everyLineCountsOnceThroughKillsAtRandomMoments() throws Exception {
        System.out.println("seed " + SEED);
        var random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            killAndAudit(directory.resolve("round-" + round), random);
        }
    }

    private static void killAndAudit(Path place, Random random) throws Exception {
        Files.createDirectories(place);
        Path log = place.resolve("access.log");
        writeLog(log, random.nextLong());
        Path data = place.resolve("data");
        Path errors = place.resolve("errors.txt");
        String[] up = {
            "up", "--log", log.toString(), "--data", data.toString(), "--listen", "127.0.0.1:0"
        };
        for (int kill = 0; kill < 2; kill++) {
            try (WeirProcess weir = WeirProcess.start(errors, up)) {
                assertTrue(weir.awaitLine("Weir is up").isPresent(), () -> text(errors));
                // Time to be in the middle of things, and another middle each time.
                Thread.sleep(random.nextInt(2_500));
                weir.kill();
            }
        }
        try (WeirProcess weir = WeirProcess.start(errors, up)) {
            assertTrue(weir.awaitLine("Weir is up").isPresent(), () -> text(errors));
            try (WeirProcess audit =
                    WeirProcess.start(
                            errors,
                            "audit",
                            "--log",
                            log.toString(),
                            "--data",
                            data.toString(),
                            "--sources",
                            "--wait",
                            "120")) {
                String said = audit.rest();
                System.out.println(said);
                assertEquals(0, audit.exitCode(), () -> said + "\n" + text(errors));
                assertTrue(said.contains("0 missing, 0 repeated\n"), said);
                LedgerRows.assertExact(said, LINES, 0);
            }
            assertEquals(143, weir.stop());
        }
    }

    private static String text(Path errors) {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void writeLog(Path log, long seed) throws IOException {
        var random = new Random(seed);
        var format =
                DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT)
                        .withZone(ZoneOffset.UTC);
        ZonedDateTime start = ZonedDateTime.now(ZoneOffset.UTC).minusHours(1);
        try (BufferedWriter out = Files.newBufferedWriter(log, StandardCharsets.US_ASCII)) {
            for (int line = 0; line < LINES; line++) {
                out.write(
                        "192.0.2."
                                + random.nextInt(256)
                                + " - - ["
                                + format.format(start.plusNanos(line * 500_000L))
                                + "] \"GET /page/"
                                + random.nextInt(1000)
                                + " HTTP/1.1\" 200 "
                                + random.nextInt(10_000)
                                + " \"-\" \"agent/"
                                + random.nextInt(50)
                                + "\"\n");
            }
        }
    }
}
