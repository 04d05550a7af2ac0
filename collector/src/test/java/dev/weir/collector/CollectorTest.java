package dev.weir.collector;

import static dev.weir.collector.CollectorHarness.await;
import static dev.weir.collector.CollectorHarness.line;
import static dev.weir.collector.CollectorHarness.paths;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.collector.format.LogFormat;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.StringField;
import dev.weir.schema.yaml.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectorTest {
    @TempDir Path directory;
    private CollectorHarness harness;

    @BeforeEach
    void setUp() {
        harness = new CollectorHarness(directory);
    }

    private void rotate(String name) throws IOException {
        Files.move(harness.log, directory.resolve(name));
    }

    @Test
    void everyLineIsInExactlyOneBatchAndTheBatchesAreContiguous() throws Exception {
        RecordingSink sink = new RecordingSink(false);
        harness.appendPaths(0, 20_000);
        try (Collector collector = harness.start(sink)) {
            await("the first lines are there", () -> sink.requests() == 20_000);
            harness.appendPaths(20_000, 50_000);
            await("all are there", () -> sink.requests() == 50_000);
            sink.acknowledgeAll();
            assertTrue(collector.failure().getNow(null) == null);
        }
        assertEquals(paths(0, 50_000), sink.texts(StringField.PATH));
        long end = 0;
        for (EncodedBatch batch : sink.batches()) {
            assertEquals(end, batch.firstOffset());
            end = batch.endOffset();
        }
        assertEquals(Files.size(harness.log), end);
        assertEquals(1, sink.batches().stream().map(EncodedBatch::sourceId).distinct().count());
        assertTrue(sink.batches().getFirst().sourceId().startsWith("edge1/"));
    }

    @Test
    void aRestartGoesOnWhereTheAcknowledgementsStopped() throws Exception {
        RecordingSink sink = new RecordingSink(true);
        harness.appendPaths(0, 100);
        harness.start(sink).close();
        assertTrue(sink.requests() <= 100);
        try (Collector _ = harness.start(sink)) {
            harness.appendPaths(100, 200);
            await("all lines are there", () -> sink.requests() >= 200);
        }
        assertEquals(paths(0, 200), sink.texts(StringField.PATH));
    }

    @Test
    void afterACrashTheUnionByOffsetIsExact() throws Exception {
        RecordingSink sink = new RecordingSink(false);
        harness.appendPaths(0, 30_000);
        Collector crashed = harness.start(sink);
        await("some batches are there", () -> sink.batches().size() >= 2);
        sink.acknowledge(1);
        await("the first is acknowledged", () -> acknowledged(crashed) > 0);
        crashed.abandon();
        harness.appendPaths(30_000, 40_000);
        sink.acknowledgeAll();
        int before = sink.requests();
        try (Collector _ = harness.start(sink)) {
            await("the last line is there", () -> sink.texts(StringField.PATH).contains("/39999"));
        }
        assertTrue(sink.requests() > before);
        assertEquals(paths(0, 40_000), sink.countedPaths());
    }

    private static long acknowledged(Collector collector) {
        return collector.ledger().stream().mapToLong(SourceLedger::acknowledgedOffset).sum();
    }

    @Test
    void aPartialLineWaitsForItsLineFeed() throws Exception {
        RecordingSink sink = new RecordingSink(true);
        String second = line("/second");
        harness.append(harness.log, line("/first") + second.substring(0, 40));
        try (Collector collector = harness.start(sink)) {
            await("the first is there", () -> sink.requests() == 1);
            assertEquals(40, waiting(collector));
            harness.append(harness.log, second.substring(40));
            await("the second is there", () -> sink.requests() == 2);
        }
        assertEquals(List.of("/first", "/second"), sink.texts(StringField.PATH));
    }

    private static long waiting(Collector collector) {
        await("all is acknowledged", () -> acknowledged(collector) == line("/first").length());
        return collector.ledger().getFirst().waitingBytes();
    }

    @Test
    void aRenamedFileIsTheOldSource() throws Exception {
        RecordingSink sink = new RecordingSink(true);
        harness.appendPaths(0, 10);
        try (Collector collector = harness.start(sink)) {
            await("the old file is read", () -> sink.requests() == 10);
            rotate("access.log.1");
            harness.append(directory.resolve("access.log.1"), line("/late"));
            harness.appendPaths(10, 20);
            await("both are read", () -> sink.requests() == 21);
            await("the old file is given up", () -> collector.ledger().size() == 1);
        }
        assertEquals(2, sink.batches().stream().map(EncodedBatch::sourceId).distinct().count());
        assertEquals(21, sink.countedPaths().size());
        try (Collector _ = harness.start(sink)) {
            harness.append(harness.log, line("/after"));
            await("the next line is there", () -> sink.requests() == 22);
        }
        assertEquals(22, Set.copyOf(sink.texts(StringField.PATH)).size());
    }

    @Test
    void severalRotationsAreDrainedWhileTheSinkIsBlocked() throws Exception {
        RecordingSink sink = new RecordingSink(true, 0);
        harness.appendPaths(0, 30_000);
        try (Collector collector = harness.start(sink)) {
            await("the first is open", () -> !collector.ledger().isEmpty());
            for (int rotation = 1; rotation <= 3; rotation++) {
                // Two renames in a row, quicker than anybody looks.
                rotate("access.log." + (9 - rotation));
                harness.appendPaths(rotation * 30_000, (rotation + 1) * 30_000);
            }
            sink.makeRoom();
            await(
                    "all are read",
                    () -> sink.requests() == 120_000,
                    () -> sink.requests() + " of 120000, " + collector.ledger());
        }
        // Each file in order. Which of them comes first is not told: a file's last batch waits for
        // its age, and files written within one tick of the clock are equally old.
        Map<String, List<String>> bySource =
                sink.each(request -> request).stream()
                        .collect(
                                Collectors.groupingBy(
                                        request -> request.batch().sourceId(),
                                        Collectors.mapping(
                                                request ->
                                                        RecordingSink.text(
                                                                request, StringField.PATH),
                                                Collectors.toList())));
        assertEquals(4, bySource.size());
        assertEquals(
                Set.of(
                        paths(0, 30_000),
                        paths(30_000, 60_000),
                        paths(60_000, 90_000),
                        paths(90_000, 120_000)),
                Set.copyOf(bySource.values()));
    }

    @Test
    void rotationsWhileTheCollectorIsDownAreDrainedAtTheStart() throws Exception {
        RecordingSink sink = new RecordingSink(true);
        harness.append(directory.resolve("access.log.9"), line("/long-ago"));
        Files.setLastModifiedTime(directory.resolve("access.log.9"), FileTime.fromMillis(1000));
        harness.append(harness.log, line("/before"));
        UnaryOperator<CollectorConfig> fromEnd = config -> config.withFromBeginning(false);
        try (Collector _ = harness.start(sink, fromEnd)) {
            harness.appendPaths(0, 10);
            await("the first are read", () -> sink.requests() == 10);
        }
        harness.appendPaths(10, 20);
        rotate("access.log.2");
        harness.appendPaths(20, 30);
        rotate("access.log.1");
        harness.appendPaths(30, 40);
        try (Collector _ = harness.start(sink, fromEnd)) {
            await("all are read", () -> sink.requests() == 40);
        }
        assertEquals(paths(0, 40), sink.texts(StringField.PATH));
    }

    @Test
    void anEmptiedFileIsANewSource() throws Exception {
        RecordingSink sink = new RecordingSink(true);
        harness.appendPaths(0, 10);
        try (Collector _ = harness.start(sink)) {
            await("the first are read", () -> sink.requests() == 10);
            Files.writeString(harness.log, line("/0") + line("/again"));
            await("the new ones are read", () -> sink.requests() == 12);
        }
        // The first line is the very same: only the count of truncations tells the two apart.
        List<EncodedBatch> batches = sink.batches();
        assertNotEquals(batches.getFirst().sourceId(), batches.getLast().sourceId());
        assertEquals(0, firstOfSource(batches, batches.getLast().sourceId()));
        try (Collector _ = harness.start(sink)) {
            harness.append(harness.log, line("/more"));
            await("the next is read", () -> sink.requests() == 13);
        }
        assertEquals(batches.getLast().sourceId(), sink.batches().getLast().sourceId());
    }

    private static long firstOfSource(List<EncodedBatch> batches, String source) {
        return batches.stream()
                .filter(batch -> batch.sourceId().equals(source))
                .mapToLong(EncodedBatch::firstOffset)
                .min()
                .orElseThrow();
    }

    @Test
    void aReusedInodeWithOtherContentIsANewSource() throws Exception {
        RecordingSink sink = new RecordingSink(true);
        harness.appendPaths(0, 10);
        try (Collector _ = harness.start(sink)) {
            await("the first are read", () -> sink.requests() == 10);
        }
        // Same inode, longer than before, other first line: as after a removal and a new file.
        StringBuilder other = new StringBuilder();
        paths(100, 150).forEach(path -> other.append(line(path)));
        Files.writeString(harness.log, other);
        try (Collector _ = harness.start(sink)) {
            await("the new ones are read", () -> sink.requests() == 60);
        }
        assertEquals(60, Set.copyOf(sink.texts(StringField.PATH)).size());
        assertEquals(2, sink.batches().stream().map(EncodedBatch::sourceId).distinct().count());
    }

    @Test
    void aLineThatIsTooLongIsRejectedAndTheNextIsRight() throws Exception {
        RecordingSink sink = new RecordingSink(true);
        harness.append(
                harness.log,
                line("/a")
                        + "b".repeat(70_000)
                        + line("/b")
                        + line("/c")
                        + "d".repeat(3_000_000)
                        + line("/d")
                        + line("/e")
                        + "no request\n\n"
                        + line("/f"));
        try (Collector collector = harness.start(sink)) {
            await("all are read", () -> sink.requests() == 4);
            assertEquals(
                    Map.of("too_long", 2L, "no_match", 1L, "empty", 1L),
                    collector.ledger().getFirst().rejectedLines());
        }
        assertEquals(List.of("/a", "/c", "/e", "/f"), sink.countedPaths());
        int rejected =
                sink.batches().stream()
                        .mapToInt(batch -> RecordingSink.open(batch).rejectedCount())
                        .sum();
        assertEquals(4, rejected);
        assertEquals(Files.size(harness.log), sink.batches().getLast().endOffset());
        Set<String> reasons =
                sink.rejectedLines().stream()
                        .map(RecordingSink.Rejected::reason)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(reasons.contains("too_long"), reasons.toString());
    }

    @Test
    void aBatchComesOfAgeWithoutNewData() throws Exception {
        RecordingSink sink = new RecordingSink(true);
        harness.appendPaths(0, 1);
        try (Collector _ = harness.start(sink)) {
            await("it is there", () -> sink.requests() == 1);
        }
    }

    @Test
    void batchesAreClosedBySizeAndByCount() throws Exception {
        RecordingSink sink = new RecordingSink(true);
        harness.appendPaths(0, 1000);
        BatchLimits limits = new BatchLimits(1 << 20, 100, Duration.ofMinutes(1), 64 << 10);
        try (Collector _ = harness.start(sink, config -> config.withLimits(limits))) {
            await("ten are there", () -> sink.batches().size() == 10);
        }
        assertTrue(sink.batches().stream().allMatch(batch -> batch.requestCount() == 100));
        RecordingSink small = new RecordingSink(true);
        harness.appendPaths(1000, 3000);
        BatchLimits bytes = new BatchLimits(20_000, 1 << 20, Duration.ofSeconds(1), 64 << 10);
        harness.start(small, config -> config.withLimits(bytes)).close();
        try (Collector _ = harness.start(small, config -> config.withLimits(bytes))) {
            await("all are there", () -> small.requests() >= 2000);
        }
        assertTrue(small.batches().stream().allMatch(batch -> batch.messageLength() < 25_000));
    }

    @Test
    void aLogThatLiesThereMayBeReadFromItsEnd() throws Exception {
        RecordingSink sink = new RecordingSink(true);
        String half = line("/half");
        harness.append(harness.log, line("/old") + half.substring(0, 20));
        try (Collector _ = harness.start(sink, config -> config.withFromBeginning(false))) {
            harness.append(harness.log, half.substring(20) + line("/new"));
            await("both are there", () -> sink.requests() == 2);
        }
        assertEquals(List.of("/half", "/new"), sink.texts(StringField.PATH));
        RecordingSink second = new RecordingSink(true);
        try (Collector _ = harness.start(second, config -> config.withFromBeginning(false))) {
            harness.append(harness.log, line("/third"));
            await("the third is there", () -> second.requests() == 1);
        }
        assertEquals(List.of("/third"), second.texts(StringField.PATH));
    }

    @Test
    void aLogThatIsNotThereYetIsWaitedFor() throws Exception {
        RecordingSink sink = new RecordingSink(true);
        try (Collector _ = harness.start(sink)) {
            harness.appendPaths(0, 3);
            await("it is read", () -> sink.requests() == 3);
        }
    }

    @Test
    void aDirectoryIsNoLog() throws Exception {
        Files.createDirectory(harness.log);
        ConfigurationException refused =
                assertThrows(
                        ConfigurationException.class, () -> harness.start(new RecordingSink(true)));
        assertTrue(String.valueOf(refused.getMessage()).contains("is a directory"));
    }

    @Test
    void aLogMayStandOnlyOnce() throws Exception {
        LogFile log = LogFile.of(harness.log, LogFormat.of("combined"));
        assertThrows(
                ConfigurationException.class,
                () ->
                        harness.start(
                                new RecordingSink(true),
                                config ->
                                        new CollectorConfig(
                                                "h",
                                                List.of(log, log),
                                                config.checkpoint(),
                                                true,
                                                config.limits(),
                                                config.timing())));
    }

    @Test
    void aFailureOfTheSinkIsVisibleAndLeavesNoGap() throws Exception {
        RecordingSink sink = new RecordingSink(true);
        BatchSink failing =
                new BatchSink() {
                    private int calls;

                    @Override
                    public void ship(EncodedBatch batch, Runnable acknowledged)
                            throws InterruptedException {
                        if (++calls == 2) {
                            throw new IllegalStateException("the disk is full");
                        }
                        sink.ship(batch, acknowledged);
                    }

                    @Override
                    public void rejected(String id, long offset, String reason, byte[] line) {}
                };
        harness.appendPaths(0, 50_000);
        try (Collector collector = harness.start(failing)) {
            Throwable cause = collector.failure().get(20, TimeUnit.SECONDS);
            assertEquals("the disk is full", cause.getMessage());
        }
        assertEquals(1, sink.batches().size());
        try (Collector _ = harness.start(sink)) {
            await("the rest is there", () -> sink.requests() == 50_000);
        }
        assertEquals(paths(0, 50_000), sink.texts(StringField.PATH));
    }

    @Test
    void closingIsBoundedInTimeWhenTheSinkBlocks() throws Exception {
        RecordingSink sink = new RecordingSink(true, 0);
        harness.appendPaths(0, 200_000);
        Collector collector =
                harness.start(
                        sink,
                        config ->
                                config.withTiming(
                                        config.timing().withClose(Duration.ofMillis(200))));
        await("it has begun", () -> !collector.ledger().isEmpty());
        long start = System.nanoTime();
        collector.close();
        collector.close();
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(4).toNanos());
        sink.makeRoom();
        try (Collector _ = harness.start(sink)) {
            await("all are there", () -> sink.countedPaths().size() == 200_000);
        }
        assertEquals(paths(0, 200_000), sink.countedPaths());
    }

    @Test
    void aLogMayBelongToOneCustomer() throws Exception {
        RecordingSink sink = new RecordingSink(true);
        harness.appendPaths(0, 2);
        LogFile log =
                new LogFile(harness.log, LogFormat.of("combined"), "acme", "www.acme.example");
        try (Collector _ =
                harness.start(
                        sink,
                        config ->
                                new CollectorConfig(
                                        config.host(),
                                        List.of(log),
                                        config.checkpoint(),
                                        true,
                                        config.limits(),
                                        config.timing()))) {
            await("they are there", () -> sink.requests() == 2);
        }
        assertEquals(List.of("acme", "acme"), sink.texts(StringField.CUSTOMER));
        assertEquals("www.acme.example", sink.texts(StringField.HOST).getFirst());
        assertFalse(sink.batches().isEmpty());
    }
}
