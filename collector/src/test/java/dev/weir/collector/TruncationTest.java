package dev.weir.collector;

import static dev.weir.collector.CollectorHarness.await;
import static dev.weir.collector.CollectorHarness.line;
import static dev.weir.collector.CollectorHarness.paths;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.collector.format.LogFormat;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.StringField;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that are copied and emptied while their writers go on.
class TruncationTest {
    @TempDir Path directory;
    private CollectorHarness harness;
    private Path copy;
    private final RecordingSink sink = new RecordingSink(true);

    @BeforeEach
    void setUp() {
        harness = new CollectorHarness(directory);
        copy = directory.resolve("access.log.1");
    }

    private static byte[] lines(int from, int to) {
        StringBuilder text = new StringBuilder();
        paths(from, to).forEach(path -> text.append(line(path)));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void empty() throws IOException {
        try (FileChannel file = FileChannel.open(harness.log, StandardOpenOption.WRITE)) {
            file.truncate(0);
        }
    }

    private long sources() {
        return sink.batches().stream().map(EncodedBatch::sourceId).distinct().count();
    }

    @Test
    void aFileFilledBeyondTheOldOffsetBetweenTwoLooksIsNoticed() throws Exception {
        harness.appendPaths(0, 100);
        try (Collector _ = harness.start(sink)) {
            await("the first are read", () -> sink.requests() == 100);
            // One write over the old bytes: nobody can have seen a smaller file.
            try (FileChannel file = FileChannel.open(harness.log, StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.wrap(lines(1000, 1300)));
            }
            await("the new ones are read from their beginning", () -> sink.requests() == 400);
        }
        assertEquals(paths(1000, 1300), sink.texts(StringField.PATH).subList(100, 400));
        assertEquals(2, sources());
    }

    @Test
    void whatWasNotReadWhenTheFileWasEmptiedIsReadFromItsCopy() throws Exception {
        RecordingSink slow = new RecordingSink(true, 0);
        harness.appendPaths(0, 80_000);
        try (Collector collector = harness.start(slow)) {
            await("it is open, and cannot be read to its end", () -> !collector.ledger().isEmpty());
            Files.copy(harness.log, copy);
            empty();
            harness.appendPaths(80_000, 80_010);
            slow.makeRoom();
            await("all are read", () -> slow.requests() == 80_010);
            assertEquals(0, harness.metrics.gapBytes());
        }
        assertEquals(paths(0, 80_010), slow.countedPaths());
        long sources = slow.batches().stream().map(EncodedBatch::sourceId).distinct().count();
        assertEquals(2, sources, "the copy goes on with the source of the file");
    }

    @Test
    void aFileEmptiedWhileNobodyFollowsIsReadOnInItsCopy() throws Exception {
        harness.appendPaths(0, 10);
        try (Collector _ = harness.start(sink)) {
            await("the first are read", () -> sink.requests() == 10);
        }
        harness.appendPaths(10, 20);
        Files.copy(harness.log, copy);
        empty();
        harness.appendPaths(20, 25);
        try (Collector _ = harness.start(sink)) {
            await("all are read", () -> sink.requests() == 25);
        }
        assertEquals(paths(0, 25), sink.countedPaths());
        assertEquals(2, sources());
    }

    /// A damaged file lets the test in while the files beside the log are looked at.
    @Test
    void aFileEmptiedWhileItsPredecessorsAreLookedForIsOfNoOtherSource() throws Exception {
        harness.appendPaths(0, 10);
        try (Collector _ = harness.start(sink)) {
            await("the first are read", () -> sink.requests() == 10);
        }
        harness.appendPaths(10, 20);
        Files.writeString(directory.resolve("access.log.2.gz"), "no gzip");
        try (var _ = new OnLog(LogTroubles.class, _ -> copyAndEmpty());
                Collector _ = harness.start(sink)) {
            await("the copy is made", () -> Files.exists(copy));
            harness.appendPaths(20, 25);
            await("all are read", () -> sink.requests() == 25);
            assertEquals(0, harness.metrics.gapBytes());
            assertEquals(1, harness.metrics.truncations());
        }
        assertEquals(paths(0, 25), sink.countedPaths());
        assertEquals(2, sources());
    }

    private void copyAndEmpty() {
        assertDoesNotThrow(() -> {
            if (Files.notExists(copy)) {
                Files.copy(harness.log, copy);
                empty();
            }
        });
    }

    @Test
    void aFileEmptiedBeforeItsFirstLineIsWholeHasOneSource() throws Exception {
        LogFile log = LogFile.of(harness.log, LogFormat.of("combined"));
        SourceBook book = new SourceBook("edge1", List.of(), 0, Long.MAX_VALUE);
        harness.append(harness.log, "u".repeat(200));
        try (Generation first = Generation.open(harness.log, false, 1)) {
            assertFalse(first.refresh(log, book, 1));
            Files.writeString(harness.log, line("/0"));
            assertFalse(first.refresh(log, book, 2));
            assertTrue(first.isChanged());
            assertEquals(List.of(), book.checkpoints());
            assertTrue(first.reopened(200, 2).refresh(log, book, 3));
        }
        assertEquals(List.of(0), book.checkpoints().stream().map(Checkpoint::truncations).toList());
    }

    @Test
    void aCopyOfWhatWasReadIsNotReadAgain() throws Exception {
        harness.appendPaths(0, 100);
        try (Collector _ = harness.start(sink)) {
            await("the first are read", () -> sink.requests() == 100);
            Files.copy(harness.log, copy);
            empty();
            harness.appendPaths(100, 103);
            await("the next are read", () -> sink.requests() == 103);
        }
        try (Collector _ = harness.start(sink)) {
            harness.appendPaths(103, 104);
            await("the last is read", () -> sink.requests() >= 104);
        }
        assertEquals(paths(0, 104), sink.texts(StringField.PATH));
    }

    @Test
    void whatNoCopyHasIsCountedAsAGap() throws Exception {
        RecordingSink slow = new RecordingSink(true, 0);
        harness.appendPaths(0, 80_000);
        long size = Files.size(harness.log);
        try (Collector collector = harness.start(slow)) {
            await(
                    "reading stops for the sink",
                    () ->
                            collector.ledger().stream()
                                    .anyMatch(
                                            one -> one.readOffset() > 0 && one.fileSize() == size));
            empty();
            harness.append(harness.log, line("/after"));
            slow.makeRoom();
            await("what came after is read", () -> slow.texts(StringField.PATH).contains("/after"));
            long read =
                    slow.batches().stream()
                            .filter(one -> !one.equals(slow.batches().getLast()))
                            .mapToLong(EncodedBatch::endOffset)
                            .max()
                            .orElse(0);
            assertEquals((double) (size - read), harness.metrics.gapBytes());
            assertEquals(1, harness.metrics.truncations());
        }
    }

    /// Such a writer goes on at its old position: the file is NULs up to there.
    @Test
    void theNulsOfAWriterThatDoesNotAppendArePassedOver() throws Exception {
        try (FileChannel writer =
                        FileChannel.open(
                                harness.log, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                Collector collector = harness.start(sink)) {
            writer.write(ByteBuffer.wrap(lines(0, 10_000)));
            await("the first are read", () -> sink.requests() == 10_000);
            empty();
            writer.write(ByteBuffer.wrap(lines(10_000, 10_002)));
            await("the next are right", () -> sink.requests() == 10_002);
            Map<String, Long> rejected = collector.ledger().getLast().rejectedLines();
            assertEquals(Map.of("nul", 1L), rejected);
        }
        assertEquals(paths(0, 10_002), sink.texts(StringField.PATH));
        assertEquals(Files.size(harness.log), sink.batches().getLast().endOffset());
        try (Collector _ = harness.start(sink)) {
            harness.append(harness.log, line("/more"));
            await("the next is read", () -> sink.requests() == 10_003);
        }
        assertEquals(2, sources(), "after a restart it is the same source");
    }

    @Test
    void nulsOfAnyNumberTakeNoMemory() throws Exception {
        // Far more than the heap of this test; a hole takes no room on the disk.
        long nuls = 3L << 29;
        try (FileChannel writer =
                FileChannel.open(
                        harness.log, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            writer.write(ByteBuffer.wrap(lines(0, 3)), nuls);
        }
        try (Collector _ = harness.start(sink)) {
            await("the lines after them are read", () -> sink.requests() == 3);
        }
        assertEquals(paths(0, 3), sink.texts(StringField.PATH));
    }

    @Test
    void nulsBetweenLinesAreCountedAndTheNextLineIsRight() throws Exception {
        harness.append(
                harness.log, line("/a") + "\0".repeat(500) + line("/b") + "\0\0\n" + line("/c"));
        try (Collector collector = harness.start(sink)) {
            await("all are read", () -> sink.requests() == 3);
            assertEquals(Map.of("nul", 2L), collector.ledger().getFirst().rejectedLines());
        }
        assertEquals(List.of("/a", "/b", "/c"), sink.countedPaths());
    }
}
