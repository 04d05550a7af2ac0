package dev.weir.collector.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A spool that gives up its oldest lines, through restarts and crashes, which change nothing.
class DropOldestRestartTest extends NumberedLines {
    /// Random writing, reading and restarts: a spool that is closed leaves its files as they lie.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyLineIsReadOnceOrGivenUpOnceThroughRestarts(long seed) throws Exception {
        Random random = new Random(seed);
        ReadingCollector collector = new ReadingCollector(spooled(), seed);
        int offered = 0;
        for (int life = 0; life < 6; life++) {
            Spool spool = open(OLDEST);
            spool.start(collector);
            for (int step = 0; step < 20; step++) {
                int count = random.nextInt(200);
                offerAll(spool, offered, offered + count);
                offered += count;
                spool.flush();
                if (random.nextInt(3) == 0) {
                    collector.readSome();
                }
            }
            spool.close();
            assertEquals(
                    offered,
                    givenUp()
                            + collector.lines().size()
                            + collector.unread()
                            + spooled().heldLines().size(),
                    "in life " + life);
        }
        try (Spool spool = open(OLDEST)) {
            spool.start(collector);
            collector.readAll(spool);
        }
        assertEquals(offered, collector.lines().size() + givenUp());
        List<String> sorted = new ArrayList<>(collector.lines());
        sorted.sort(Comparator.comparingInt(one -> Integer.parseInt(one.split(" ", 3)[1])));
        assertEquals(sorted, collector.lines());
        assertEquals(collector.lines().size(), Set.copyOf(collector.lines()).size());
        assertEquals(line(offered - 1), collector.lines().getLast());
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
        assertEquals(1, spooled().files("given-up-").size());
    }

    @Test
    void aFileThatWasCountedButNotDeletedWhenTheProcessDiedIsNotCountedAgain() throws Exception {
        try (Spool spool = open(OLDEST)) {
            offerAll(spool, 0, 2000);
        }
        long before = givenUp();
        Path oldest = spooled().held().getFirst();
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
        Path oldest = spooled().held().getFirst();
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
        Path growing = spooled().held().getLast();
        Files.writeString(growing, Files.readString(growing) + "torn");
        try (Spool spool = open(OLDEST)) {
            assertEquals(1, meter().tornLines().getLongValue());
            offerAll(spool, 500, 501);
        }
        List<String> lines = Files.readAllLines(growing);
        assertEquals(List.of("torn", line(500)), lines.subList(lines.size() - 2, lines.size()));
        try (Spool spool = open(OLDEST)) {
            offerAll(spool, 501, 5000);
        }
        // All that was held then is given up, with the torn one.
        assertEquals(
                5001, spooled().shownLines().size() + givenUp() + spooled().heldLines().size());
    }

    @Test
    void aSpoolThatGivesUpNothingAnyMoreShowsAllThatIsHeld() throws Exception {
        try (Spool spool = open(OLDEST)) {
            offerAll(spool, 0, 2000);
        }
        long gone = givenUp();
        assertFalse(spooled().held().isEmpty());
        ReadingCollector collector = new ReadingCollector(spooled(), 3);
        try (Spool spool = open(NEWEST)) {
            spool.start(collector);
            collector.readAll(spool);
        }
        assertEquals(gone, givenUp());
        assertEquals(2000, collector.lines().size() + gone);
        assertEquals(List.of(), spooled().held());
    }
}
