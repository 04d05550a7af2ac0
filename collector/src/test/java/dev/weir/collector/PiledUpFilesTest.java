package dev.weir.collector;

import static dev.weir.collector.CollectorHarness.await;
import static dev.weir.collector.CollectorHarness.line;
import static dev.weir.collector.CollectorHarness.paths;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that pile up beside a log while nothing is shipped, and a kill.
class PiledUpFilesTest {
    /// More than are opened at once.
    private static final int ROTATIONS = 6;

    /// Takes more than the ring: reading does not get past it.
    private static final int BLOCKING = 80_000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    /// Two copies were made within a moment, the second of lines that were in the log between two
    /// looks: nobody has seen these anywhere else.
    @Test
    void aCopyThatNobodyKnowsIsReadThoughItWasFoundAmongTooManyFilesBeforeAKill() throws Exception {
        CollectorHarness harness = new CollectorHarness(directory);
        RecordingSink away = new RecordingSink(true, 0);
        Path unseen = directory.resolve("access.log.21");
        harness.appendPaths(0, BLOCKING);
        int next = BLOCKING;

        Collector killed = harness.start(away);
        awaitSources(killed, 1);
        for (int rotation = 1; rotation <= ROTATIONS; rotation++) {
            Files.move(harness.log, directory.resolve("access.log." + rotation));
            harness.appendPaths(next, next + 10);
            next += 10;
            awaitSources(killed, rotation + 1);
        }
        Files.copy(harness.log, directory.resolve("access.log.20"));
        Path made = directory.resolve("made");
        harness.append(made, lines(next, next + 17));
        Files.move(made, unseen);
        next += 17;
        try (FileChannel log = FileChannel.open(harness.log, StandardOpenOption.WRITE)) {
            log.truncate(0);
        }
        harness.appendPaths(next, next + 10);
        next += 10;
        FileIdentity identity = identity(unseen);
        await(
                "the copy is noted down",
                () ->
                        harness.checkpointsOnDisk().stream()
                                .anyMatch(one -> one.identity().beginsLike(identity)));
        killed.abandon();
        away.makeRoom();
        // Much later: what was written before the log was last seen is no news.
        Files.setLastModifiedTime(unseen, FileTime.from(Instant.now().minus(Duration.ofHours(1))));

        RecordingSink back = new RecordingSink(true);
        int written = next;
        try (Collector collector = harness.start(back)) {
            await(
                    "all are read",
                    () -> back.requests() >= written,
                    () -> collector.ledger().toString());
            await(
                    "all are in the books",
                    () -> collector.ledger().stream().allMatch(one -> one.lines().waiting() == 0));
            LedgerAssertions.assertSettled(collector);
        }
        assertEquals(
                paths(0, written).stream().sorted().toList(),
                back.countedPaths().stream().sorted().toList());
    }

    private static String lines(int from, int to) {
        StringBuilder text = new StringBuilder();
        paths(from, to).forEach(path -> text.append(line(path)));
        return text.toString();
    }

    private static void awaitSources(Collector collector, int count) {
        await("sources=" + count, () -> collector.ledger().size() == count);
    }

    private static FileIdentity identity(Path file) throws IOException {
        return RotatedFile.look(file).orElseThrow().head().identity();
    }
}
