package dev.weir.collector;

import static dev.weir.collector.CollectorHarness.await;
import static dev.weir.collector.CollectorHarness.line;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.collector.format.LogFormat;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.yaml.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Logs that share one sink, which takes no more than the test lets it.
class FairSharingTest {
    private static final int BACKLOGS = 8;
    private static final long BACKLOG_BYTES = 20 << 20;

    /// A batch waits for its age, and what of the backlogs is read meanwhile depends on the machine.
    private static final BatchLimits SOON_CLOSED =
            new BatchLimits(
                    BatchLimits.DEFAULT.bytes(),
                    BatchLimits.DEFAULT.requests(),
                    Duration.ofMillis(10),
                    BatchLimits.DEFAULT.lineBytes());

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private CollectorHarness harness;

    private final SlowSink sink = new SlowSink();

    @BeforeEach
    void harness() {
        harness = new CollectorHarness(directory);
    }

    @Test
    void linesThatAreJustWrittenDoNotWaitForBacklogs() throws Exception {
        writeBacklogs();
        harness.append(harness.log, line("/first"));
        try (Collector collector = harness.start(sink, this::withBacklogs)) {
            for (int round = 0; round < 3; round++) {
                sink.shipUntil("a backlog is under way", () -> sink.backlogBytes() > 0);
                long before = sink.backlogBytes();
                int shipped = sink.live();
                harness.append(harness.log, line("/live"));
                // The backlogs stand still meanwhile: how soon a line is seen is not what is asked.
                await("the live line is seen", () -> isSeen(collector));

                sink.shipUntil("the live line is there", () -> sink.live() > shipped);

                // What was in the ring, and an open batch of each backlog; never all that the
                // backlogs have.
                long waitedFor = sink.backlogBytes() - before;
                assertTrue(waitedFor < 2 * BACKLOG_BYTES, "behind " + waitedFor + " bytes");
            }
        }
        assertTrue(sink.backlogBytes() < BACKLOGS * BACKLOG_BYTES, "the backlogs were too small");
    }

    private boolean isSeen(Collector collector) {
        long size = size(harness.log);
        return collector.ledger().stream()
                .anyMatch(source -> source.path().equals(harness.log) && source.fileSize() == size);
    }

    @Test
    void backlogsDrainTogetherAndToTheirEndWhileLinesAreWritten() throws Exception {
        writeBacklogs();
        try (Collector collector = harness.start(sink, this::withBacklogs)) {
            sink.shipUntil("all backlogs are under way", () -> sink.sources() == BACKLOGS);
            assertTrue(
                    sink.backlogBytes() < BACKLOGS * BACKLOG_BYTES / 2, "some came behind others");
            AtomicLong written = new AtomicLong();
            sink.shipUntil(
                    "all is drained",
                    () -> {
                        if (written.incrementAndGet() % 10 == 0) {
                            append();
                        }
                        return sink.backlogBytes() == BACKLOGS * backlogSize();
                    });
            assertEquals(BACKLOGS + 1, collector.ledger().size());
        }
    }

    private void append() {
        try {
            harness.append(harness.log, line("/live"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long backlogSize() {
        return size(backlog(0));
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path backlog(int number) {
        return directory.resolve("backlog-" + number + ".log");
    }

    private void writeBacklogs() throws Exception {
        String many = line("/old").repeat(10_000);
        for (int number = 0; number < BACKLOGS; number++) {
            for (long size = 0; size < BACKLOG_BYTES; size += many.length()) {
                harness.append(backlog(number), many);
            }
        }
    }

    /// The backlogs stand before the log that is written to.
    private CollectorConfig withBacklogs(CollectorConfig config) {
        LogFormat format;
        try {
            format = LogFormat.of("combined");
        } catch (ConfigurationException e) {
            throw new AssertionError(e);
        }
        List<LogFile> logs = new ArrayList<>();
        for (int number = 0; number < BACKLOGS; number++) {
            logs.add(LogFile.of(backlog(number), format));
        }
        logs.addAll(config.logs());
        return new CollectorConfig(
                config.host(),
                logs,
                config.checkpoint(),
                true,
                SOON_CLOSED,
                config.timing().withClose(Duration.ofMillis(100)));
    }

    /// Takes a batch for each permit, and acknowledges it.
    private final class SlowSink implements BatchSink {
        private final Semaphore permits = new Semaphore(0);
        private final Set<String> seen = new HashSet<>();
        private long backlogBytes;
        private int live;

        @Override
        public void ship(EncodedBatch batch, Runnable acknowledged) throws InterruptedException {
            permits.acquire();
            synchronized (this) {
                if (file(batch).equals(harness.log.toString())) {
                    live += batch.requestCount();
                } else {
                    seen.add(batch.sourceId());
                    backlogBytes += batch.endOffset() - batch.firstOffset();
                }
            }
            acknowledged.run();
        }

        @Override
        public boolean hasRoom() {
            return permits.availablePermits() > 0;
        }

        @Override
        public void rejected(String sourceId, long offset, String reason, byte[] line) {}

        /// Lets one batch after another through.
        void shipUntil(String what, BooleanSupplier condition) {
            await(
                    what,
                    () -> {
                        if (permits.availablePermits() == 0) {
                            permits.release();
                        }
                        return condition.getAsBoolean();
                    });
        }

        private static String file(EncodedBatch batch) {
            try {
                return RecordingSink.open(batch).file();
            } catch (MalformedBatchException e) {
                throw new AssertionError(e);
            }
        }

        synchronized long backlogBytes() {
            return backlogBytes;
        }

        synchronized int live() {
            return live;
        }

        synchronized int sources() {
            return seen.size();
        }
    }
}
