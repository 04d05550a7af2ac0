package dev.weir.collector.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.collector.input.Spool.Outcome;
import dev.weir.collector.input.SpoolLimits.WhenFull;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// A spool that gives up its oldest lines: which, how many, and what the collector then reads.
class DropOldestTest extends NumberedLines {
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
        assertTrue(spooled().size() > OLDEST.bytes() * 9 / 10, "size " + spooled().size());
        assertTrue(spooled().heldLines().size() > spooled().shownLines().size());
        assertEquals(20_000, meter().spooledLines().getLongValue());
    }

    @Test
    void whatTheCollectorWasShownIsNeverGivenUp() throws Exception {
        try (Spool spool = open(OLDEST)) {
            offerAll(spool, 0, 400);
            spool.flush();
            List<Path> shown = spooled().shown();
            List<String> lines = spooled().shownLines();
            assertTrue(shown.size() > 2, shown.toString());
            offerAll(spool, 400, 5000);
            assertEquals(shown, spooled().shown());
            assertEquals(lines, spooled().shownLines());
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
                    Waiting.until("read files go", () -> spooled().shown().size() == 1);
                }
                assertEquals(List.of(), spooled().held());
            }
        }
        assertEquals(0, givenUp());
    }

    /// A line that is acknowledged is deleted before one is given up.
    @Test
    void whatIsAcknowledgedGoesFirst() throws Exception {
        try (Spool spool = open(OLDEST)) {
            ReadingCollector collector = new ReadingCollector(spooled(), 0);
            spool.start(collector);
            offerAll(spool, 0, 400);
            long most = OLDEST.bytes() / (line(1000).length() + 1);
            for (int number = 400; number < 4 * most; number++) {
                // Two read for each that comes: it never falls behind again.
                collector.read(2);
                offerAll(spool, number, number + 1);
            }
            assertEquals(0, givenUp());
        }
    }

    @Test
    void whatWasHeldIsShownInItsOrderWhenTheCollectorComesBack() throws Exception {
        ReadingCollector collector = new ReadingCollector(spooled(), 1);
        int offered = 3000;
        try (Spool spool = open(OLDEST)) {
            offerAll(spool, 0, offered);
            spool.flush();
            List<String> expected = new ArrayList<>(spooled().shownLines());
            expected.addAll(spooled().heldLines());
            spool.start(collector);
            collector.readAll(spool);
            assertEquals(expected, collector.lines());
            assertEquals(offered, collector.lines().size() + givenUp());
            // And it goes on as if nothing had been.
            offerAll(spool, offered, offered + 10);
            spool.flush();
            assertEquals(List.of(), spooled().held());
            collector.read(100);
            assertEquals(
                    lines(offered, offered + 10),
                    collector.lines().subList(expected.size(), expected.size() + 10));
        }
    }

    @Test
    void aHeldFileThatSomebodyHasDeletedHoldsUpNothing() throws Exception {
        ReadingCollector collector = new ReadingCollector(spooled(), 4);
        try (Spool spool = open(OLDEST)) {
            offerAll(spool, 0, 600);
            spool.flush();
            long deleted = Files.readAllLines(spooled().held().getFirst()).size();
            Files.delete(spooled().held().getFirst());
            spool.start(collector);
            collector.readAll(spool);
            assertEquals(600 - deleted, collector.lines().size());
            assertEquals(0, givenUp());
        }
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
        List<Path> before = spooled().files("");
        try (Spool spool = open(OLDEST)) {
            assertEquals(Outcome.SPOOL_FULL, offer(spool, taken));
            assertEquals(Outcome.SPOOL_FULL, offer(spool, taken));
            assertEquals(before, spooled().files(""));
            spool.start(path -> OptionalLong.of(Files.size(path)));
            int next = taken;
            Waiting.until("there is room", () -> offer(spool, next) == Outcome.TAKEN);
        }
        assertEquals(0, givenUp());
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
