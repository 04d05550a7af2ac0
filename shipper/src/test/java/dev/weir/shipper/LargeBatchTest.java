package dev.weir.shipper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.StringField;
import dev.weir.schema.frame.FrameReader;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Batches that are larger than the other end takes.
class LargeBatchTest {
    private static final int LINE = 500;
    private static final int LIMIT = 8000;

    private final ScriptedSinks sinks = new ScriptedSinks();
    private final List<Integer> acknowledged = Collections.synchronizedList(new ArrayList<>());
    private final List<RejectedLine> rejected = Collections.synchronizedList(new ArrayList<>());
    private final Random random = new Random(1);
    private final Shipper shipper =
            new Shipper(
                    new ShipperConfig(Map.of(), 1 << 20, 10, Duration.ofSeconds(10)),
                    sinks,
                    new ShipperMetrics(new PrometheusRegistry()),
                    new Backoff(
                            Duration.ofMillis(1),
                            Duration.ofMillis(5),
                            Duration.ofMillis(5),
                            Duration.ofSeconds(60)));

    @AfterEach
    void close() {
        shipper.close();
    }

    @Test
    void aBatchThatIsTooLargeIsStoredInPartsAndAcknowledgedOnce() throws Exception {
        sinks.takeAtMost(LIMIT);
        start();

        ship(0, 100, LINE);
        ship(1, 3, LINE);

        await(() -> acknowledged.size() == 2);
        assertEquals(List.of(0, 1), acknowledged);
        assertEquals(103, storedRequests());
        assertEquals(List.of(), rejected);
    }

    @Test
    void batchesAsLargeAsOneThatWasRefusedAreSplitBeforeTheyAreSent() throws Exception {
        sinks.takeAtMost(LIMIT);
        start();
        ship(0, 100, LINE);
        await(() -> acknowledged.size() == 1);
        int opened = sinks.opened();

        for (int number = 1; number < 10; number++) {
            ship(number, 100, LINE);
        }

        await(() -> acknowledged.size() == 10);
        assertEquals(opened, sinks.opened());
        assertEquals(1000, storedRequests());
    }

    @Test
    void aRequestThatIsTooLargeAloneIsRejectedAndHoldsUpNothing() throws Exception {
        sinks.takeAtMost(LIMIT);
        start();

        ship(0, 1, 3 * LIMIT);
        ship(1, 4, LINE);

        await(() -> acknowledged.size() == 2);
        assertEquals(4, storedRequests());
        assertEquals(1, rejected.size());
        assertEquals("too_large", rejected.getFirst().reason());
        assertTrue(sinks.rejected.poll(10, TimeUnit.SECONDS) != null);
        assertTrue(shipper.state() instanceof ShipperState.Shipping, shipper.state().toString());
    }

    @Test
    void whatIsReleasedIsWhatWasHeld() throws Exception {
        sinks.takeAtMost(LIMIT);
        start();

        // Far more than the budget of batches and bytes.
        for (int number = 0; number < 60; number++) {
            ship(number, 100, LINE);
        }

        await(() -> acknowledged.size() == 60);
        assertEquals(6000, storedRequests());
    }

    @Test
    void aSmallBatchThatIsRefusedWaitsForTheLimitToBeRaised() throws Exception {
        sinks.takeAtMost(10);
        start();

        ship(0, 1, 100);

        await(() -> shipper.state() instanceof ShipperState.Failed);
        assertEquals(List.of(), rejected);
        sinks.takeAtMost(LIMIT);
        await(() -> acknowledged.size() == 1);
        assertEquals(1, storedRequests());
        await(() -> shipper.state() instanceof ShipperState.Shipping);
    }

    private void start() {
        shipper.onRejected(rejected::add);
        shipper.start();
    }

    /// Random bytes, so that compression does not make them small.
    private void ship(int number, int requests, int pathBytes) {
        BatchEncoder encoder = new BatchEncoder();
        long first = number * 1_000_000L;
        encoder.begin(new BatchEncoder.Source("edge/1-1-a", "edge", "a.log"), first);
        byte[] path = new byte[pathBytes];
        for (int i = 0; i < requests; i++) {
            encoder.beginRequest(first + i, 1_700_000_000_000L);
            random.nextBytes(path);
            encoder.string(StringField.PATH, path, 0, path.length);
            encoder.endRequest();
        }
        EncodedBatch batch = encoder.close(first + 1_000_000L, 1_700_000_000_000L);
        shipper.ship(batch, () -> acknowledged.add(number));
    }

    /// Reads what is stored as the stream jobs do: nothing may be missing in between.
    private int storedRequests() throws Exception {
        FrameReader frames = new FrameReader();
        BatchReader batch = new BatchReader();
        long end = 0;
        int requests = 0;
        for (byte[] frame : sinks.frames()) {
            frames.read(frame);
            batch.open(frames.message(), frames.messageLength());
            assertTrue(batch.firstOffset() <= end, "a gap at " + end);
            for (int request = 0; request < batch.requestCount(); request++) {
                if (batch.lineOffset(request) >= end) {
                    requests++;
                }
            }
            end = Math.max(end, batch.endOffset());
        }
        return requests;
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "waited too long");
            LockSupport.parkNanos(1_000_000);
        }
    }
}
