package dev.weir.collector;

import static dev.weir.collector.CollectorHarness.await;
import static dev.weir.collector.CollectorHarness.line;
import static dev.weir.collector.CollectorHarness.paths;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.StringField;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What makes a file the same one as before, and what makes it another.
class FileIdentityTest {
    @TempDir Path directory;
    private CollectorHarness harness;
    private final RecordingSink sink = new RecordingSink(true);

    @BeforeEach
    void setUp() {
        harness = new CollectorHarness(directory);
    }

    private List<String> sources() {
        return sink.batches().stream().map(EncodedBatch::sourceId).distinct().toList();
    }

    /// Replaces what the file holds without giving it another inode, as one write.
    private void refill(List<String> paths) throws IOException {
        StringBuilder text = new StringBuilder();
        paths.forEach(path -> text.append(line(path)));
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        try (RandomAccessFile file = new RandomAccessFile(harness.log.toFile(), "rw")) {
            file.write(bytes);
            file.setLength(bytes.length);
        }
    }

    @Test
    void aReusedInodeWithTheSameFirstLineIsANewSource() throws Exception {
        harness.appendPaths(0, 10);
        try (Collector _ = harness.start(sink)) {
            await("the first are read", () -> sink.requests() == 10);
        }
        // Longer than before, so that the old offset lies within it: only the content tells.
        List<String> other = new java.util.ArrayList<>(List.of("/0"));
        other.addAll(paths(100, 150));
        refill(other);
        try (Collector _ = harness.start(sink)) {
            await("the new ones are read", () -> sink.requests() == 61);
        }
        assertEquals(2, sources().size());
        assertEquals(sources().getFirst() + "-1", sources().getLast());
        assertEquals(other, sink.texts(StringField.PATH).subList(10, 61));
    }

    @Test
    void aStaleCheckpointBeyondTheFilesEndIsNotWaitedFor() throws Exception {
        harness.appendPaths(0, 1000);
        try (Collector _ = harness.start(sink)) {
            await("the first are read", () -> sink.requests() == 1000);
        }
        refill(paths(5000, 5003));
        try (Collector _ = harness.start(sink)) {
            await("the few new ones are read at once", () -> sink.requests() == 1003);
        }
        assertEquals(2, sources().size());
    }

    @Test
    void theSourceStaysTheSameWhileTheFileGrowsFromItsFirstLine() throws Exception {
        for (int size : new int[] {1, 2, 5, 9, 40, 400}) {
            int before = sink.requests();
            harness.appendPaths(before, size);
            try (Collector _ = harness.start(sink)) {
                await("all are read", () -> sink.requests() == size);
            }
        }
        assertEquals(1, sources().size());
        assertEquals(paths(0, 400), sink.texts(StringField.PATH));
    }

    @Test
    void filesWithTheSameFirstLineAreToldApart() throws Exception {
        harness.append(harness.log, line("/same") + line("/first"));
        try (Collector _ = harness.start(sink)) {
            await("the first is read", () -> sink.requests() == 2);
            Files.move(harness.log, directory.resolve("access.log.1"));
            harness.append(harness.log, line("/same") + line("/second"));
            await("the second is read", () -> sink.requests() == 4);
        }
        assertEquals(2, sources().size());
        assertEquals(List.of("/same", "/first", "/same", "/second"), sink.texts(StringField.PATH));
        try (Collector _ = harness.start(sink)) {
            harness.append(harness.log, line("/third"));
            await("the third is read", () -> sink.requests() == 5);
        }
        assertEquals(sources().get(1), sink.batches().getLast().sourceId());
    }

    @Test
    void aShortFileIsReadAsSoonAsOneLineIsWhole() throws Exception {
        try (Collector _ = harness.start(sink)) {
            harness.append(harness.log, "192.0.2.7 - - ");
            harness.append(harness.log, line("/short").substring("192.0.2.7 - - ".length()));
            await("it is read", () -> sink.requests() == 1);
        }
        assertEquals(List.of("/short"), sink.texts(StringField.PATH));
    }

    @Test
    void aRemovedFileIsReadToItsEnd() throws Exception {
        RecordingSink slow = new RecordingSink(true, 0);
        harness.appendPaths(0, 50_000);
        try (Collector collector = harness.start(slow)) {
            await("it is open", () -> !collector.ledger().isEmpty());
            Files.delete(harness.log);
            harness.append(harness.log, line("/next"));
            slow.makeRoom();
            await("all are read", () -> slow.requests() == 50_001);
        }
        assertEquals("/49999", slow.texts(StringField.PATH).get(49_999));
        assertEquals(50_001, Set.copyOf(slow.texts(StringField.PATH)).size());
    }

    @Test
    void aLinkThatLeadsToAnotherFileIsARotation() throws Exception {
        Path monday = directory.resolve("monday");
        Path tuesday = directory.resolve("tuesday");
        harness.append(monday, line("/monday"));
        harness.append(tuesday, line("/tuesday"));
        Files.createSymbolicLink(harness.log, monday);
        try (Collector _ = harness.start(sink)) {
            await("the first is read", () -> sink.requests() == 1);
            Path link = Files.createSymbolicLink(directory.resolve("new"), tuesday);
            Files.move(link, harness.log, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            harness.append(monday, line("/late"));
            await("all are read", () -> sink.requests() == 3);
        }
        assertEquals(
                Set.of("/monday", "/tuesday", "/late"), Set.copyOf(sink.texts(StringField.PATH)));
        assertNotEquals(sources().getFirst(), sources().getLast());
    }

    @Test
    void linesWrittenLateToARotatedFileAreReadEvenAfterItWasGivenUp() throws Exception {
        harness.appendPaths(0, 3);
        Path rotated = directory.resolve("access.log.1");
        try (Collector collector = harness.start(sink)) {
            await("they are read", () -> sink.requests() == 3);
            Files.move(harness.log, rotated);
            harness.appendPaths(3, 6);
            await("the next are read", () -> sink.requests() == 6);
            await("the old file is given up", () -> collector.ledger().size() == 1);
            harness.append(rotated, line("/late"));
            await("the late one is read", () -> sink.requests() == 7);
        }
        assertEquals(7, sink.countedPaths().size());
    }
}
