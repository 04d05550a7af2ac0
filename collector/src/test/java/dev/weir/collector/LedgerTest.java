package dev.weir.collector;

import static dev.weir.collector.CollectorHarness.await;
import static dev.weir.collector.CollectorHarness.line;
import static dev.weir.collector.LedgerAssertions.assertBalanced;
import static dev.weir.collector.LedgerAssertions.assertSettled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.source.SourceLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every line that is read is shipped, waits, or is rejected for a reason.
class LedgerTest {
    private static final BatchLimits SMALL =
            new BatchLimits(20_000, 200, Duration.ofMillis(10), 1024);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private CollectorHarness harness;

    @BeforeEach
    void harness() {
        harness = new CollectorHarness(directory);
    }

    @Test
    void theBooksBalanceWheneverTheyAreLookedAt() throws Exception {
        RecordingSink sink = new RecordingSink(false);
        Random random = new Random(7);
        int requests = 0;
        int lines = 0;
        try (Collector collector = harness.start(sink, config -> config.withLimits(SMALL))) {
            for (int round = 0; round < 200; round++) {
                StringBuilder text = new StringBuilder();
                for (int i = random.nextInt(100); i >= 0; i--) {
                    int kind = random.nextInt(20);
                    text.append(
                            switch (kind) {
                                case 0 -> "no request\n";
                                case 1 -> line("/" + "x".repeat(3000));
                                default -> line("/" + i);
                            });
                    requests += kind == 0 ? 0 : 1;
                    lines++;
                }
                harness.append(harness.log, text.toString());
                sink.acknowledge(random.nextInt(3));
                assertBalanced(collector);
            }
            int written = lines;
            await(
                    "all is read",
                    () -> {
                        assertBalanced(collector);
                        return !collector.ledger().isEmpty() && counts(collector).read() == written;
                    });
            sink.acknowledgeAll();
            int handed = requests;
            await("all is shipped", () -> counts(collector).waiting() == 0 && sink.requests() > 0);
            assertSettled(collector);
            LineCounts counts = counts(collector);
            assertEquals(sink.requests(), counts.shipped());
            assertEquals(lines, counts.read());
            assertEquals(lines - sink.requests(), counts.read() - counts.shipped());
            assertEquals(handed, counts.shipped() + counts.rejected().getOrDefault("too_long", 0L));
        }
    }

    @Test
    void linesThatAreNoneAreInTheBooksToo() throws Exception {
        RecordingSink sink = new RecordingSink(true);
        harness.append(harness.log, "\0\0\0" + line("/1") + "\0\0\n" + "\n" + line("/2"));
        try (Collector collector = harness.start(sink)) {
            await("both are there", () -> sink.requests() == 2);
            await("the books are written", () -> counts(collector).waiting() == 0);
            assertSettled(collector);
            assertEquals(2, counts(collector).shipped());
            assertEquals(2L, counts(collector).rejected().get("nul"));
        }
    }

    @Test
    void aRequestThatIsRejectedAfterItWasHandedOverIsRejectedInTheBooks() throws Exception {
        RecordingSink sink = new RecordingSink(false);
        harness.appendPaths(0, 10);
        try (Collector collector = harness.start(sink)) {
            await("they are handed over", () -> sink.requests() == 10);
            String source = collector.ledger().getFirst().sourceId();
            await("the books are written", () -> counts(collector).waiting() == 10);

            collector.rejectedLate(source, 0, "too_large");
            assertBalanced(collector);
            sink.acknowledgeAll();

            await("all is settled", () -> counts(collector).waiting() == 0);
            assertEquals(new LineCounts(10, 9, 0, Map.of("too_large", 1L)), counts(collector));
        }
    }

    @Test
    void theBooksGoOnWhereTheyWereWhenTheCollectorIsKilled() throws Exception {
        RecordingSink before = new RecordingSink(false);
        harness.append(harness.log, "no request\n\0\0\n");
        harness.appendPaths(0, 450);
        Collector killed = harness.start(before, config -> config.withLimits(SMALL));
        await("all is handed over", () -> before.requests() == 450);
        before.acknowledge(1);
        await("a part is shipped", () -> counts(killed).shipped() > 0);
        await("the checkpoint has it", () -> shippedByCheckpoint() == counts(killed).shipped());
        assertTrue(counts(killed).waiting() > 0, () -> counts(killed).toString());
        // Acknowledged, and killed before it is written down.
        killed.abandon();
        before.acknowledgeAll();

        RecordingSink after = new RecordingSink(true);
        harness.append(harness.log, "no request\n");
        harness.appendPaths(450, 500);
        Collector again = harness.start(after);
        await("the rest is read", () -> !again.ledger().isEmpty() && counts(again).read() == 503);
        await("the rest is shipped", () -> counts(again).waiting() == 0);
        assertTrue(after.requests() < 500, "it goes on after the checkpoint");
        var exact = new LineCounts(503, 500, 0, Map.of("no_match", 2L, "nul", 1L));
        assertEquals(exact, counts(again));
        again.close();

        SourceLines last = again.takeLines().getFirst();
        assertEquals(500, last.shipped());
        assertEquals(Files.size(harness.log), last.acknowledgedTo());
        assertTrue(last.isBalanced());
    }

    @Test
    void whatIsSettledIsToldOnceMore() throws Exception {
        RecordingSink sink = new RecordingSink(true);
        harness.appendPaths(0, 10);
        try (Collector collector = harness.start(sink)) {
            await("it is shipped", () -> sink.requests() == 10 && counts(collector).waiting() == 0);
            assertEquals(10, collector.takeLines().getFirst().shipped());
            Files.move(harness.log, harness.directory.resolve("access.log.1"));
            harness.appendPaths(10, 13);
            await(
                    "the old file is followed no longer",
                    () -> collector.ledger().size() == 1 && counts(collector).read() == 3);

            await("the new one is shipped", () -> counts(collector).shipped() == 3);
            assertEquals(
                    Set.of(3L, 10L),
                    collector.takeLines().stream()
                            .map(SourceLines::shipped)
                            .collect(Collectors.toSet()));
            assertEquals(1, collector.takeLines().size());
        }
    }

    private long shippedByCheckpoint() {
        return harness.checkpointsOnDisk().stream().mapToLong(one -> one.lines().shipped()).sum();
    }

    private static LineCounts counts(Collector collector) {
        return collector.ledger().getFirst().lines();
    }
}
