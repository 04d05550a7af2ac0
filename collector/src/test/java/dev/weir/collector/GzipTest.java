package dev.weir.collector;

import static dev.weir.collector.CollectorHarness.await;
import static dev.weir.collector.CollectorHarness.line;
import static dev.weir.collector.CollectorHarness.paths;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.StringField;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rotated files that were compressed.
class GzipTest {
    @TempDir Path directory;
    private CollectorHarness harness;
    private final RecordingSink sink = new RecordingSink(true);

    @BeforeEach
    void setUp() {
        harness = new CollectorHarness(directory);
    }

    /// Compresses as gzip does: the original is gone, its time is kept.
    private Path compress(Path plain) throws IOException {
        Path compressed = plain.resolveSibling(plain.getFileName() + ".gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            Files.copy(plain, out);
        }
        Files.setLastModifiedTime(compressed, Files.getLastModifiedTime(plain));
        Files.delete(plain);
        return compressed;
    }

    private Path rotated(int number, int from, int to) throws IOException {
        Path file = directory.resolve("access.log." + number);
        StringBuilder text = new StringBuilder();
        paths(from, to).forEach(path -> text.append(line(path)));
        harness.append(file, text.toString());
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L - number));
        return file;
    }

    @Test
    void rotatedFilesAreReadAtTheFirstStartOldestFirst() throws Exception {
        compress(rotated(7, 0, 20_000));
        for (int number = 6; number > 1; number--) {
            compress(rotated(number, 20_000 + 10 * (6 - number), 20_010 + 10 * (6 - number)));
        }
        rotated(1, 20_050, 20_060);
        harness.appendPaths(20_060, 20_070);
        try (Collector _ = harness.start(sink)) {
            await("all are read", () -> sink.requests() == 20_070);
        }
        assertEquals(7 + 1, sink.batches().stream().map(EncodedBatch::sourceId).distinct().count());
        assertEquals(paths(0, 20_070), sink.countedPaths().stream().sorted(byNumber()).toList());
        assertEquals("/0", sink.countedPaths().getFirst());
        try (Collector _ = harness.start(sink)) {
            harness.appendPaths(20_070, 20_071);
            await("the next is read", () -> sink.requests() >= 20_071);
        }
        assertEquals(20_071, sink.requests(), "nothing is read again");
    }

    private static java.util.Comparator<String> byNumber() {
        return java.util.Comparator.comparingInt(path -> Integer.parseInt(path.substring(1)));
    }

    @Test
    void rotatedFilesAreLeftAloneWhenReadingBeginsAtTheEnd() throws Exception {
        compress(rotated(2, 0, 10));
        rotated(1, 10, 20);
        harness.appendPaths(20, 30);
        try (Collector _ = harness.start(sink, config -> config.withFromBeginning(false))) {
            harness.appendPaths(30, 31);
            await("the new line is read", () -> sink.requests() == 1);
        }
        assertEquals(paths(30, 31), sink.texts(StringField.PATH));
    }

    @Test
    void aFileThatWasReadAndThenCompressedIsNotReadAgain() throws Exception {
        harness.appendPaths(0, 100);
        try (Collector _ = harness.start(sink)) {
            await("it is read", () -> sink.requests() == 100);
        }
        Files.move(harness.log, directory.resolve("access.log.1"));
        compress(directory.resolve("access.log.1"));
        harness.appendPaths(100, 110);
        try (Collector _ = harness.start(sink)) {
            await("the next are read", () -> sink.requests() >= 110);
        }
        assertEquals(paths(0, 110), sink.texts(StringField.PATH));
    }

    @Test
    void aFileThatWasHalfReadWhenItWasCompressedIsReadOn() throws Exception {
        harness.appendPaths(0, 5000);
        try (Collector _ = harness.start(sink)) {
            await("it is read", () -> sink.requests() == 5000);
        }
        harness.appendPaths(5000, 12_000);
        Files.move(harness.log, directory.resolve("access.log.1"));
        compress(directory.resolve("access.log.1"));
        harness.appendPaths(12_000, 12_010);
        try (Collector _ = harness.start(sink)) {
            await("all are read", () -> sink.requests() >= 12_010);
        }
        assertEquals(paths(0, 12_010), sink.countedPaths());
        assertEquals(2, sink.batches().stream().map(EncodedBatch::sourceId).distinct().count());
    }

    @Test
    void aDamagedFileIsCountedAndNeverStopsTheOthers() throws Exception {
        Path cut = compress(rotated(3, 0, 30_000));
        byte[] bytes = Files.readAllBytes(cut);
        Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
        harness.append(directory.resolve("access.log.2.gz"), "this is no gzip file");
        harness.appendPaths(30_000, 30_010);
        try (Collector collector = harness.start(sink)) {
            await("the log is read", () -> sink.texts(StringField.PATH).contains("/30009"));
            await("both are counted", () -> harness.metrics.fileErrors("corrupt") == 2);
            assertTrue(collector.failure().getNow(null) == null);
        }
        assertEquals("/0", sink.countedPaths().getFirst(), "what comes before the damage is read");
    }
}
