package dev.weir.cli.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogWriterTest {
    private static final long START = 1_795_227_124_000L;

    @TempDir Path directory;

    @Test
    void aNumberOfLinesIsThatNumber() throws IOException {
        Path log = directory.resolve("access.log");
        try (LogWriter writer = LogWriter.open(generator(), log)) {
            writer.write(10_000, START, 1000);

            assertEquals(10_000, writer.lines());
        }

        assertEquals(10_000, Files.readAllLines(log, StandardCharsets.UTF_8).size());
        String last = Files.readAllLines(log, StandardCharsets.UTF_8).getLast();
        assertTrue(last.contains(":02:12:13 +0000"), last);
    }

    @Test
    void aLargeFileIsSetAsideAndOldOnesAreDeleted() throws IOException {
        Path log = directory.resolve("access.log");
        try (LogWriter writer = LogWriter.open(generator(), log, 1 << 20, 2)) {
            writer.write(30_000, START, 1000);
        }

        assertTrue(Files.size(log) <= 1 << 20);
        assertTrue(Files.size(directory.resolve("access.log.1")) <= 1 << 20);
        assertTrue(Files.exists(directory.resolve("access.log.2")));
        assertFalse(Files.exists(directory.resolve("access.log.3")));
        String whole = Files.readString(directory.resolve("access.log.1"));
        assertTrue(whole.endsWith("\n"));
    }

    @Test
    void halfALineFromAKilledWriterIsEndedFirst() throws IOException {
        Path log = Files.writeString(directory.resolve("access.log"), "half a li");
        try (LogWriter writer = LogWriter.open(generator(), log)) {
            writer.write(1, START, 1);
        }

        assertEquals("half a li", Files.readAllLines(log, StandardCharsets.UTF_8).getFirst());
        assertEquals(2, Files.readAllLines(log, StandardCharsets.UTF_8).size());
    }

    @Test
    void liveLinesComeUntilClosedAndAreWhole() throws IOException {
        Path log = directory.resolve("access.log");
        LogWriter writer = LogWriter.open(generator(), log);
        writer.start(5000);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (writer.lines() < 500) {
            assertTrue(System.nanoTime() < deadline, "only " + writer.lines() + " lines");
            LockSupport.parkNanos(1_000_000);
        }
        writer.close();

        assertEquals(writer.lines(), Files.readAllLines(log, StandardCharsets.UTF_8).size());
        assertTrue(Files.readString(log).endsWith("\n"));
    }

    private static LogGenerator generator() {
        return new LogGenerator(new GeneratorConfig(1, 5, 100, 100, true));
    }
}
