package dev.weir.collector.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.collector.input.Spool.Outcome;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    private static final int LINE_BYTES = 1000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final InputMeter meter = new InputMetrics(new PrometheusRegistry()).of("edge");
    private final SpoolLimits small = new SpoolLimits(8 << 10, 2 << 10);

    /// Acknowledges every file of a directory to its end, or says that nothing of it is known.
    private static final Acknowledged ALL = path -> OptionalLong.of(Files.size(path));

    private static final Acknowledged NOTHING = _ -> OptionalLong.empty();

    private Spool open(SpoolLimits limits) throws IOException {
        return new Spool("edge", directory, limits, LINE_BYTES, meter);
    }

    private static Outcome offer(Spool spool, String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return spool.offer(bytes, 0, bytes.length);
    }

    private static String line(int number) {
        return "line " + number + " " + "x".repeat(80);
    }

    private static List<String> lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(SpoolTest::line).toList();
    }

    /// The files, oldest first.
    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            List<Path> sorted = new ArrayList<>(all.sorted().toList());
            if (!sorted.isEmpty() && sorted.getFirst().endsWith(SpoolFiles.LOG)) {
                sorted.add(sorted.removeFirst());
            }
            return sorted;
        }
    }

    private List<String> written() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : files()) {
            lines.addAll(Files.readAllLines(file));
        }
        return lines;
    }

    private long size() throws IOException {
        long size = 0;
        for (Path file : files()) {
            size += Files.size(file);
        }
        return size;
    }

    @Test
    void linesAreWrittenInOrderAndSegmentsEndWithWholeLines() throws Exception {
        try (Spool spool = open(new SpoolLimits(1 << 20, 2 << 10))) {
            for (int number = 0; number < 200; number++) {
                assertEquals(Outcome.TAKEN, offer(spool, line(number)));
                if (number % 7 == 0) {
                    spool.flush();
                }
            }
        }
        assertEquals(lines(0, 200), written());
        assertTrue(files().size() > 5, files().toString());
        for (Path file : files()) {
            assertTrue(Files.readString(file).endsWith("\n"), file.toString());
        }
        assertEquals(200, meter.spooledLines().getLongValue());
    }

    @Test
    void itWritesByItself() throws Exception {
        try (Spool spool = open(SpoolLimits.DEFAULT)) {
            spool.start(NOTHING);
            offer(spool, line(0));
            Waiting.until("the line is written", () -> written().equals(lines(0, 1)));
            offer(spool, line(1));
            Waiting.until("the next is written", () -> written().equals(lines(0, 2)));
        }
    }

    @Test
    void theLimitHoldsAndWhatDoesNotFitIsRefused() throws Exception {
        int taken = 0;
        try (Spool spool = open(small)) {
            spool.start(NOTHING);
            while (offer(spool, line(taken)) == Outcome.TAKEN) {
                taken++;
            }
            assertEquals(Outcome.SPOOL_FULL, offer(spool, "x"));
        }
        assertEquals(lines(0, taken), written());
        assertTrue(size() <= small.bytes() && size() > small.bytes() - 200, "size " + size());
    }

    @Test
    void whatIsAcknowledgedMakesRoomAndEndsTheWaiting() throws Exception {
        try (Spool spool = open(small)) {
            int taken = 0;
            while (offer(spool, line(taken)) == Outcome.TAKEN) {
                taken++;
                spool.flush();
            }
            int next = taken;
            CompletableFuture<Outcome> waiting =
                    CompletableFuture.supplyAsync(() -> {
                        byte[] bytes = line(next).getBytes(StandardCharsets.UTF_8);
                        return spool.put(bytes, 0, bytes.length);
                    });
            // Nothing is acknowledged: room comes only with the acknowledgements.
            assertFalse(spool.isAcknowledged());
            assertFalse(waiting.isDone());
            spool.start(ALL);
            assertEquals(Outcome.TAKEN, waiting.get(20, TimeUnit.SECONDS));
            Waiting.until("only the log is left", () -> files().size() == 1);
            Waiting.until("the line is written", () -> written().contains(line(next)));
            assertTrue(spool.isAcknowledged());
        }
    }

    @Test
    void aSegmentStaysUntilItIsAcknowledgedToItsEndAndTheNextIsKnown() throws Exception {
        try (SpoolFiles files = filled(3)) {
            List<Path> paths = files();
            assertFalse(files.release(NOTHING));
            assertFalse(files.release(path -> OptionalLong.of(Files.size(path) - 1)));
            assertFalse(
                    files.release(path ->
                            path.equals(paths.getFirst())
                                    ? OptionalLong.of(Files.size(path))
                                    : OptionalLong.empty()));
            assertEquals(paths, files());
            assertTrue(
                    files.release(path ->
                            path.equals(paths.getFirst())
                                    ? OptionalLong.of(Files.size(path))
                                    : OptionalLong.of(0)));
            assertEquals(paths.subList(1, paths.size()), files());
            long size = files.size();
            assertEquals(size(), size);
            assertTrue(files.release(ALL));
            assertEquals(List.of(directory.resolve(SpoolFiles.LOG)), files());
            assertEquals(size(), files.size());
        }
    }

    /// Segments of one line each, and a log.
    private SpoolFiles filled(int segments) throws IOException {
        SpoolFiles files = SpoolFiles.open(directory, 10, Long.MAX_VALUE);
        for (int number = 0; number <= segments; number++) {
            files.append(StandardCharsets.UTF_8.encode("line " + number + " of some\n"));
        }
        return files;
    }

    @Test
    void allIsAcknowledgedWhenEveryFileIsToItsEnd() throws Exception {
        try (SpoolFiles files = filled(2)) {
            Path log = directory.resolve(SpoolFiles.LOG);
            assertTrue(files.isAcknowledged(ALL));
            assertFalse(files.isAcknowledged(NOTHING));
            assertFalse(
                    files.isAcknowledged(
                            path -> OptionalLong.of(path.equals(log) ? 1 : Files.size(path))));
        }
    }

    @Test
    void theLogIsThereWheneverNothingIsWritten() throws Exception {
        try (SpoolFiles files = filled(5)) {
            assertEquals(6, files().size());
            assertTrue(Files.size(files.log()) > 0);
        }
    }

    @Test
    void aRestartGoesOnInTheSameFilesAndNumbers() throws Exception {
        try (Spool spool = open(new SpoolLimits(1 << 20, 2 << 10))) {
            for (int number = 0; number < 60; number++) {
                offer(spool, line(number));
                spool.flush();
            }
        }
        List<Path> before = files();
        try (Spool spool = open(new SpoolLimits(1 << 20, 2 << 10))) {
            for (int number = 60; number < 120; number++) {
                offer(spool, line(number));
                spool.flush();
            }
        }
        assertEquals(lines(0, 120), written());
        assertEquals(before.subList(0, before.size() - 1), files().subList(0, before.size() - 1));
        assertEquals(0, meter.tornLines().getLongValue());
    }

    @Test
    void aLineTornByACrashIsFinishedAndNotGluedToTheNext() throws Exception {
        Files.writeString(directory.resolve(SpoolFiles.LOG), "whole\ntor");
        try (Spool spool = open(SpoolLimits.DEFAULT)) {
            offer(spool, "next");
        }
        assertEquals(List.of("whole", "tor", "next"), written());
        assertEquals(1, meter.tornLines().getLongValue());
        assertEquals(1, meter.spooledLines().getLongValue());
    }

    @Test
    void aFullDiskIsWaitedForAndNothingIsLostOrWrittenTwice() throws Exception {
        Path log = directory.resolve(SpoolFiles.LOG);
        // Every write to this device says that there is no space left.
        Files.createSymbolicLink(log, Path.of("/dev/full"));
        try (Spool spool = open(SpoolLimits.DEFAULT)) {
            spool.start(NOTHING);
            assertEquals(Outcome.TAKEN, offer(spool, line(0)));
            spool.flush();
            assertEquals(Outcome.DISK_FULL, offer(spool, line(1)));
            assertEquals(0, meter.spooledLines().getLongValue());
            CompletableFuture<Outcome> waiting =
                    CompletableFuture.supplyAsync(() -> {
                        byte[] bytes = line(2).getBytes(StandardCharsets.UTF_8);
                        return spool.put(bytes, 0, bytes.length);
                    });
            Files.delete(log);
            assertEquals(Outcome.TAKEN, waiting.get(20, TimeUnit.SECONDS));
            Waiting.until("both are written", () -> meter.spooledLines().getLongValue() == 2);
        }
        assertEquals(List.of(line(0), line(2)), written());
    }

    @Test
    void whatAFullDiskDoesNotTakeUntilTheEndIsCountedAsDropped() throws Exception {
        Files.createSymbolicLink(directory.resolve(SpoolFiles.LOG), Path.of("/dev/full"));
        try (Spool spool = open(SpoolLimits.DEFAULT)) {
            offer(spool, line(0));
            offer(spool, line(1));
        }
        assertEquals(2, meter.droppedLines().apply("disk_full").getLongValue());
        assertEquals(0, meter.spooledLines().getLongValue());
    }

    @Test
    void closingEndsTheWaiting() throws Exception {
        Spool spool = open(small);
        while (offer(spool, line(0)) == Outcome.TAKEN) {
            spool.flush();
        }
        CompletableFuture<Outcome> waiting =
                CompletableFuture.supplyAsync(() -> spool.put(new byte[] {'x'}, 0, 1));
        spool.close();
        assertEquals(Outcome.CLOSED, waiting.get(20, TimeUnit.SECONDS));
        assertEquals(Outcome.CLOSED, offer(spool, "x"));
        spool.close();
    }
}
