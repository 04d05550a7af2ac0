package dev.weir.collector;

import static dev.weir.collector.CollectorHarness.await;
import static dev.weir.collector.CollectorHarness.paths;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.StringField;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Batches grow while the sink is busy, and are closed soon while it is not.
class AdaptiveBatchTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private CollectorHarness harness;

    private final RecordingSink recording = new RecordingSink(true);
    private volatile boolean hasRoom = true;
    private final BatchSink sink =
            new BatchSink() {
                @Override
                public void ship(EncodedBatch batch, Runnable acknowledged)
                        throws InterruptedException {
                    recording.ship(batch, acknowledged);
                }

                @Override
                public boolean hasRoom() {
                    return hasRoom;
                }

                @Override
                public void rejected(String source, long offset, String reason, byte[] line) {}
            };

    @BeforeEach
    void harness() {
        harness = new CollectorHarness(directory);
    }

    @Test
    void aLineOfAnIdleLogIsShippedWithoutWaitingForMore() throws Exception {
        try (Collector _ = harness.start(sink)) {
            for (int number = 0; number < 5; number++) {
                int shipped = number;
                harness.appendPaths(number, number + 1);
                await("it is there", () -> recording.requests() == shipped + 1);
            }
        }
        assertEquals(5, recording.batches().size());
    }

    @Test
    void whileTheSinkIsBusyABatchBecomesOlderAndLarger() throws Exception {
        hasRoom = false;
        try (Collector collector = harness.start(sink)) {
            for (int number = 0; number < 100; number++) {
                int written = number + 1;
                harness.appendPaths(number, written);
                // Each is read by itself, so that the batch would have been closed many times.
                await("it is read", () -> isReadToItsEnd(collector));
            }
            assertEquals(0, recording.batches().size());

            hasRoom = true;

            await("all are there", () -> recording.requests() == 100);
        }
        assertEquals(1, recording.batches().size());
        assertEquals(paths(0, 100), recording.texts(StringField.PATH));
    }

    @Test
    void aBatchThatIsFullIsHandedOverAllTheSame() throws Exception {
        hasRoom = false;
        harness.appendPaths(0, 1000);
        BatchLimits limits = new BatchLimits(1 << 20, 100, Duration.ofMillis(10), 64 << 10);
        try (Collector _ = harness.start(sink, config -> config.withLimits(limits))) {
            await("all are there", () -> recording.requests() == 1000);
        }
        assertEquals(10, recording.batches().size());
    }

    @Test
    void linesThatAreNoRequestsFillABatchToo() throws Exception {
        hasRoom = false;
        harness.append(harness.log, "no request\n".repeat(1000));
        BatchLimits limits = new BatchLimits(1 << 20, 100, Duration.ofMillis(10), 64 << 10);
        try (Collector _ = harness.start(sink, config -> config.withLimits(limits))) {
            await("all are there", () -> recording.batches().size() == 10);
        }
        assertTrue(recording.batches().stream().allMatch(batch -> batch.requestCount() == 0));
    }

    private boolean isReadToItsEnd(Collector collector) {
        try {
            long size = Files.size(harness.log);
            return collector.ledger().stream().anyMatch(one -> one.readOffset() == size);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
