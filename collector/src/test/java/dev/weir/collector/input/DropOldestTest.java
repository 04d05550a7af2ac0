package dev.weir.collector.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.collector.input.Spool.Outcome;
import dev.weir.collector.input.SpoolLimits.WhenFull;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A spool that gives up its oldest lines: which, how many, and what a crash changes, which is nothing.
class DropOldestTest {
    private static final int LINE_BYTES = 1000;
    private static final SpoolLimits OLDEST =
            new SpoolLimits(64 << 10, 4 << 10, Optional.of(WhenFull.DROP_OLDEST));
    private static final SpoolLimits NEWEST =
            new SpoolLimits(64 << 10, 4 << 10, Optional.of(WhenFull.DROP_NEWEST));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    /// Of the process that was started last.
    private InputMeter meter = meter();

    private static InputMeter meter() {
        return new InputMetrics(new PrometheusRegistry()).of("edge");
    }

    private Spool open(SpoolLimits limits) throws IOException {
        meter = meter();
        return new Spool("edge", directory, limits, LINE_BYTES, meter);
    }

    private static String line(int number) {
        return "line " + number + " " + "x".repeat(80);
    }

    private static List<String> lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(DropOldestTest::line).toList();
    }

    private static Outcome offer(Spool spool, int number) {
        byte[] bytes = line(number).getBytes(StandardCharsets.UTF_8);
        return spool.offer(bytes, 0, bytes.length);
    }

    private static void offerAll(Spool spool, int from, int to) {
        for (int number = from; number < to; number++) {
            assertEquals(Outcome.TAKEN, offer(spool, number));
        }
    }

    private long givenUp() {
        return meter.droppedLines().apply(Spool.GIVEN_UP).getLongValue();
    }

    /// The files with a prefix, oldest first.
    private List<Path> files(String prefix) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            Comparator<Path> logLast =
                    Comparator.comparing((Path path) -> path.endsWith(SpoolFiles.LOG));
            return all.filter(path -> String.valueOf(path.getFileName()).startsWith(prefix))
                    .sorted(logLast.thenComparing(Comparator.naturalOrder()))
                    .toList();
        }
    }

    private List<String> written(String prefix) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : files(prefix)) {
            lines.addAll(Files.readAllLines(file));
        }
        return lines;
    }

    private List<Path> held() throws IOException {
        return files("held-");
    }

    private Path firstHeld() throws IOException {
        return held().getFirst();
    }

    private long size() throws IOException {
        long size = 0;
        for (Path file : files("")) {
            size += Files.size(file);
        }
        return size;
    }

    /// Everything that was offered is shown, held or given up: the shown are the oldest, the held the
    /// newest, and what is missing in between is exactly what is counted.
    private void assertExact(int offered) throws IOException {
        List<String> shown = written("input.log");
        List<String> heldLines = written("held-");
        assertEquals(lines(0, shown.size()), shown);
        assertEquals(lines(offered - heldLines.size(), offered), heldLines);
        assertEquals(offered, shown.size() + givenUp() + heldLines.size());
        assertTrue(size() <= OLDEST.bytes(), () -> "given up " + givenUp());
    }

    @Test
    void theNewestLinesAreKeptAndThoseThatAreGivenUpAreCounted() throws Exception {
        try (Spool spool = open(OLDEST)) {
            for (int number = 0; number < 20_000; number++) {
                assertEquals(Outcome.TAKEN, offer(spool, number));
                if (number % 1000 == 999) {
                    spool.flush();
                    assertExact(number + 1);
                }
            }
        }
        assertExact(20_000);
        assertTrue(size() > OLDEST.bytes() * 9 / 10, "size " + size());
        assertTrue(written("held-").size() > written("input.log").size());
        assertEquals(20_000, meter.spooledLines().getLongValue());
    }

    @Test
    void whatTheCollectorWasShownIsNeverGivenUp() throws Exception {
        try (Spool spool = open(OLDEST)) {
            offerAll(spool, 0, 400);
            spool.flush();
            List<Path> shown = files("input.log");
            List<String> lines = written("input.log");
            assertTrue(shown.size() > 2, shown.toString());
            offerAll(spool, 400, 5000);
            assertEquals(shown, files("input.log"));
            assertEquals(lines, written("input.log"));
        }
        assertTrue(givenUp() > 0);
    }

    @Test
    void nothingIsHeldWhileTheCollectorKeepsUp() throws Exception {
        try (Spool spool = open(OLDEST)) {
            spool.start(path -> OptionalLong.of(Files.size(path)));
            for (int number = 0; number < 600; number++) {
                offerAll(spool, number, number + 1);
                spool.flush();
                if (number % 60 == 0) {
                    Waiting.until("read files go", () -> files("input.log").size() == 1);
                }
                assertEquals(List.of(), held());
            }
        }
        assertEquals(0, givenUp());
    }

    /// A line that is acknowledged is deleted before one is given up.
    @Test
    void whatIsAcknowledgedGoesFirst() throws Exception {
        try (Spool spool = open(OLDEST)) {
            AtReading reading = new AtReading(0);
            spool.start(reading);
            offerAll(spool, 0, 400);
            long most = OLDEST.bytes() / (line(1000).length() + 1);
            for (int number = 400; number < 4 * most; number++) {
                // Two read for each that comes: it never falls behind again.
                reading.read(2);
                offerAll(spool, number, number + 1);
            }
            assertEquals(0, givenUp());
        }
    }

    /// A collector that reads each file that it finds in the log's place, when it is told to.
    private final class AtReading implements Acknowledged {
        private final List<String> read = new ArrayList<>();
        private final List<Reading> open = new ArrayList<>();
        private final Random random;

        private static final class Reading {
            final String firstLine;
            long offset;

            Reading(String firstLine) {
                this.firstLine = firstLine;
            }

            boolean isOf(String text) {
                return text.startsWith(firstLine + "\n");
            }

            int end(String text) {
                return text.indexOf('\n', (int) offset);
            }
        }

        AtReading(long seed) {
            random = new Random(seed);
        }

        /// Looks which files there are, and reads so many lines, of the oldest file that has any first.
        synchronized void read(int lines) throws IOException {
            Map<String, String> there = look();
            there.keySet().stream()
                    .filter(line -> open.stream().noneMatch(one -> one.firstLine.equals(line)))
                    .forEach(line -> open.add(new Reading(line)));
            int left = lines;
            for (Reading reading : open) {
                String text = there.getOrDefault(reading.firstLine, "");
                for (int end = reading.end(text); end >= 0 && left > 0; end = reading.end(text)) {
                    read.add(text.substring((int) reading.offset, end));
                    reading.offset = end + 1L;
                    left--;
                }
            }
        }

        /// All files as they were at one moment, by their first lines, oldest first.
        private Map<String, String> look() throws IOException {
            while (true) {
                List<Path> before = files("input.log");
                Map<String, String> texts = new LinkedHashMap<>();
                for (Path path : before) {
                    text(path).ifPresent(text -> texts.put(firstLine(text), text));
                }
                if (before.equals(files("input.log"))) {
                    return texts;
                }
            }
        }

        void readSome() throws IOException {
            read(random.nextInt(200));
        }

        @Override
        public synchronized OptionalLong offset(Path file) throws IOException {
            Optional<String> text = text(file);
            return open.stream()
                    .filter(reading -> text.filter(reading::isOf).isPresent())
                    .mapToLong(reading -> reading.offset)
                    .findFirst();
        }
    }

    /// Empty if it has no line, or is gone.
    private static Optional<String> text(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file)).filter(text -> text.indexOf('\n') >= 0);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static String firstLine(String text) {
        return text.substring(0, text.indexOf('\n'));
    }

    @Test
    void whatWasHeldIsShownInItsOrderWhenTheCollectorComesBack() throws Exception {
        AtReading reading = new AtReading(1);
        int offered = 3000;
        try (Spool spool = open(OLDEST)) {
            offerAll(spool, 0, offered);
            spool.flush();
            List<String> expected = new ArrayList<>(written("input.log"));
            expected.addAll(written("held-"));
            spool.start(reading);
            Waiting.until(
                    "all is read",
                    () -> {
                        reading.readSome();
                        return spool.isAcknowledged();
                    });
            assertEquals(expected, reading.read);
            assertEquals(offered, reading.read.size() + givenUp());
            // And it goes on as if nothing had been.
            offerAll(spool, offered, offered + 10);
            spool.flush();
            assertEquals(List.of(), held());
            reading.read(100);
            assertEquals(
                    lines(offered, offered + 10),
                    reading.read.subList(expected.size(), expected.size() + 10));
        }
    }

    /// Random writing, reading and restarts: a spool that is closed leaves its files as they lie.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyLineIsReadOnceOrGivenUpOnceThroughRestarts(long seed) throws Exception {
        Random random = new Random(seed);
        AtReading reading = new AtReading(seed);
        int offered = 0;
        for (int life = 0; life < 6; life++) {
            Spool spool = open(OLDEST);
            spool.start(reading);
            for (int step = 0; step < 20; step++) {
                int count = random.nextInt(200);
                offerAll(spool, offered, offered + count);
                offered += count;
                spool.flush();
                if (random.nextInt(3) == 0) {
                    reading.readSome();
                }
            }
            spool.close();
            assertEquals(
                    offered, givenUp() + reading.read.size() + unread(reading), "in life " + life);
        }
        try (Spool spool = open(OLDEST)) {
            spool.start(reading);
            Waiting.until(
                    "all is read",
                    () -> {
                        reading.readSome();
                        return spool.isAcknowledged();
                    });
        }
        assertEquals(offered, reading.read.size() + givenUp());
        List<String> sorted = new ArrayList<>(reading.read);
        sorted.sort(Comparator.comparingInt(one -> Integer.parseInt(one.split(" ", 3)[1])));
        assertEquals(sorted, reading.read);
        assertEquals(reading.read.size(), Set.copyOf(reading.read).size());
        assertEquals(line(offered - 1), reading.read.getLast());
    }

    private long unread(AtReading reading) throws IOException {
        long lines = written("held-").size();
        for (Path file : files("input.log")) {
            long offset = reading.offset(file).orElse(0);
            lines += Files.readString(file).substring((int) offset).lines().count();
        }
        return lines;
    }

    @Test
    void aRestartKnowsHowManyLinesWereGivenUp() throws Exception {
        try (Spool spool = open(OLDEST)) {
            offerAll(spool, 0, 2000);
        }
        long before = givenUp();
        assertTrue(before > 0);
        try (Spool spool = open(OLDEST)) {
            assertEquals(before, givenUp());
            offerAll(spool, 2000, 4000);
        }
        assertExact(4000);
        assertEquals(1, files("given-up-").size());
    }

    @Test
    void aFileThatWasCountedButNotDeletedWhenTheProcessDiedIsNotCountedAgain() throws Exception {
        try (Spool spool = open(OLDEST)) {
            offerAll(spool, 0, 2000);
        }
        long before = givenUp();
        Path oldest = firstHeld();
        Path copy = Files.copy(oldest, directory.resolve("copy"));
        try (Spool spool = open(OLDEST)) {
            for (int number = 2000; Files.exists(oldest); number++) {
                offerAll(spool, number, number + 1);
            }
        }
        long counted = givenUp();
        assertEquals(Files.readAllLines(copy).size(), counted - before);
        Files.move(copy, oldest);
        try (Spool _ = open(OLDEST)) {
            assertFalse(Files.exists(oldest));
            assertEquals(counted, givenUp());
        }
    }

    /// The process died between two renamings: the last log has its number, and no file its place.
    @Test
    void aLogWhosePlaceIsEmptyIsFollowedByTheOldestThatIsHeld() throws Exception {
        try (Spool spool = open(OLDEST)) {
            offerAll(spool, 0, 500);
        }
        Path oldest = firstHeld();
        Files.setLastModifiedTime(oldest, FileTime.fromMillis(0));
        String text = Files.readString(oldest);
        String number = String.valueOf(oldest.getFileName()).split("-", 3)[1];
        Path log = directory.resolve(SpoolFiles.LOG);
        Path rotated = directory.resolve(SpoolFiles.LOG + "." + previous(number));
        Files.move(log, rotated);
        try (Spool spool = open(OLDEST)) {
            assertEquals(text, Files.readString(log));
            // Or a collector would take it for a file that it is not to read.
            assertTrue(Files.getLastModifiedTime(log).toMillis() > 0);
            offerAll(spool, 500, 600);
        }
        assertExact(600);
    }

    private static String previous(String number) {
        return "%010d".formatted(Long.parseLong(number) - 1);
    }

    @Test
    void aLineTornByACrashInAHeldFileIsFinishedAndCounted() throws Exception {
        try (Spool spool = open(OLDEST)) {
            offerAll(spool, 0, 500);
        }
        Path growing = held().getLast();
        Files.writeString(growing, Files.readString(growing) + "torn");
        try (Spool spool = open(OLDEST)) {
            assertEquals(1, meter.tornLines().getLongValue());
            offerAll(spool, 500, 501);
        }
        List<String> lines = Files.readAllLines(growing);
        assertEquals(List.of("torn", line(500)), lines.subList(lines.size() - 2, lines.size()));
        try (Spool spool = open(OLDEST)) {
            offerAll(spool, 501, 5000);
        }
        // All that was held then is given up, with the torn one.
        assertEquals(5001, written("input.log").size() + givenUp() + written("held-").size());
    }

    /// Files of another policy are all shown: if they fill the spool there is nothing to give up.
    @Test
    void withoutAFileToGiveUpTheNewestAreRefused() throws Exception {
        int taken = 0;
        try (Spool spool = open(NEWEST)) {
            while (offer(spool, taken) == Outcome.TAKEN) {
                spool.flush();
                taken++;
            }
        }
        List<Path> before = files("");
        try (Spool spool = open(OLDEST)) {
            assertEquals(Outcome.SPOOL_FULL, offer(spool, taken));
            assertEquals(Outcome.SPOOL_FULL, offer(spool, taken));
            assertEquals(before, files(""));
            spool.start(path -> OptionalLong.of(Files.size(path)));
            int next = taken;
            Waiting.until("there is room", () -> offer(spool, next) == Outcome.TAKEN);
        }
        assertEquals(0, givenUp());
    }

    @Test
    void aSpoolThatGivesUpNothingAnyMoreShowsAllThatIsHeld() throws Exception {
        try (Spool spool = open(OLDEST)) {
            offerAll(spool, 0, 2000);
        }
        long gone = givenUp();
        assertFalse(held().isEmpty());
        AtReading reading = new AtReading(3);
        try (Spool spool = open(NEWEST)) {
            spool.start(reading);
            Waiting.until(
                    "all is read",
                    () -> {
                        reading.readSome();
                        return spool.isAcknowledged();
                    });
        }
        assertEquals(gone, givenUp());
        assertEquals(2000, reading.read.size() + gone);
        assertEquals(List.of(), held());
    }

    @Test
    void aHeldFileThatSomebodyHasDeletedHoldsUpNothing() throws Exception {
        AtReading reading = new AtReading(4);
        try (Spool spool = open(OLDEST)) {
            offerAll(spool, 0, 600);
            spool.flush();
            long deleted = Files.readAllLines(firstHeld()).size();
            Files.delete(firstHeld());
            spool.start(reading);
            Waiting.until(
                    "the others are read",
                    () -> {
                        reading.readSome();
                        return spool.isAcknowledged();
                    });
            assertEquals(600 - deleted, reading.read.size());
            assertEquals(0, givenUp());
        }
    }

    @Test
    void aSpoolHasRoomForSixteenFilesOfWhichAQuarterIsShown() {
        SpoolLimits large = new SpoolLimits(1 << 20, 1 << 20, Optional.of(WhenFull.DROP_OLDEST));
        assertEquals(64 << 10, large.segmentBytes());
        assertEquals(256 << 10, large.shownBytes());
        assertThrows(
                IllegalArgumentException.class,
                () -> new SpoolLimits(8 << 10, 1 << 10, Optional.of(WhenFull.DROP_OLDEST)));
        assertEquals(Long.MAX_VALUE, NEWEST.shownBytes());
        assertEquals(1 << 20, SpoolLimits.leastToGiveUp(64 << 10));
    }
}
