package dev.weir.collector;

import static dev.weir.collector.CollectorHarness.await;
import static dev.weir.collector.CollectorHarness.line;
import static dev.weir.collector.LedgerAssertions.assertBalanced;
import static dev.weir.collector.LedgerAssertions.assertSettled;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
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

    private static LineCounts counts(Collector collector) {
        return collector.ledger().getFirst().lines();
    }
}
