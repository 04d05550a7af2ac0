package dev.weir.shipper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.batch.EncodedBatch;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShipperTest {
    private static final int SIZE = 1000;
    private static final Backoff QUICK =
            new Backoff(
                    Duration.ofMillis(1),
                    Duration.ofMillis(5),
                    Duration.ofMillis(5),
                    Duration.ofSeconds(60));

    private final ScriptedSinks sinks = new ScriptedSinks();
    private final List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());
    private Shipper shipper = shipper(1 << 20, 100, Duration.ofSeconds(10));

    @AfterEach
    void close() {
        shipper.close();
    }

    @Test
    void batchesOfASourceAreStoredAndAcknowledgedInOrder() {
        shipper.start();
        for (int i = 0; i < 50; i++) {
            ship("a", i);
            ship("b", i);
        }

        await(() -> acknowledged.size() == 100);

        assertEquals(numbered("a", 50), of("a"));
        assertEquals(numbered("b", 50), of("b"));
        assertInstanceOf(ShipperState.Shipping.class, shipper.state());
    }

    @Test
    void sourcesMayBeAcknowledgedInAnyOrder() {
        sinks.hold();
        shipper.start();
        ship("a", 0);
        ship("b", 0);
        ship("a", 1);
        await(() -> sinks.waiting().size() == 3);

        sinks.acknowledge(List.of("b", "a"));

        assertEquals(List.of("b0", "a0", "a1"), acknowledged);
    }

    @Test
    void anAcknowledgementThatOvertakesAnEarlierOneOfItsSourceWaitsForIt() {
        sinks.hold();
        shipper.start();
        ship("a", 0);
        ship("a", 1);
        await(() -> sinks.waiting().size() == 2);
        List<ScriptedSinks.Waiting> waiting = sinks.waiting();

        waiting.get(1).outcome().acknowledged();
        List<String> afterTheSecond = List.copyOf(acknowledged);
        waiting.get(0).outcome().acknowledged();

        assertEquals(List.of(), afterTheSecond);
        assertEquals(List.of("a0", "a1"), acknowledged);
    }

    @Test
    void afterAFailureAllUnacknowledgedBatchesAreSentAgainInOrderAndAcknowledgedOnce() {
        sinks.failAfter(37);
        shipper.start();
        for (int i = 0; i < 50; i++) {
            ship("a", i);
            ship("b", i);
        }

        await(() -> acknowledged.size() == 100);

        assertEquals(numbered("a", 50), of("a"));
        assertEquals(numbered("b", 50), of("b"));
        assertEquals(2, sinks.opened());
        Map<String, List<Integer>> stored = sinks.firstAppearances();
        assertEquals(frameHashes("a", 50), stored.get("a"));
        assertEquals(frameHashes("b", 50), stored.get("b"));
    }

    @Test
    void aFailureOfWhatIsHeldAtTheOtherEndSendsItAgain() {
        sinks.hold();
        shipper.start();
        for (int i = 0; i < 10; i++) {
            ship("a", i);
        }
        await(() -> sinks.waiting().size() == 10);
        sinks.release();

        sinks.waiting()
                .get(3)
                .outcome()
                .failed(new RetryDecision.Soon("timeout", "no answer in time"));
        await(() -> acknowledged.size() == 10);

        assertEquals(numbered("a", 10), of("a"));
        assertEquals(frameHashes("a", 10), sinks.firstAppearances().get("a"));
    }

    @Test
    void aShipperThatCannotConnectBacksOffAndSaysWhy() {
        sinks.refuseToOpen(new RetryDecision.Soon("unresolved", "no such host"));
        shipper.start();
        ship("a", 0);

        await(() ->
                shipper.state() instanceof ShipperState.BackingOff(String reason, _, int attempt)
                        && attempt > 2
                        && reason.equals("no such host"));
        sinks.refuseToOpen(null);
        await(() -> acknowledged.size() == 1);
        await(() -> shipper.state() instanceof ShipperState.Shipping);
    }

    @Test
    void aKafkaThatIsSilentIsToldUntilItAcknowledgesAgain() {
        shipper.close();
        Backoff impatient =
                new Backoff(QUICK.first(), QUICK.longest(), QUICK.repair(), Duration.ofMillis(20));
        shipper = shipper(1 << 20, 100, Duration.ofSeconds(10), impatient);
        sinks.hold();
        shipper.start();
        ship("a", 0);

        await(() ->
                shipper.state() instanceof ShipperState.BackingOff(String reason, _, _)
                        && reason.startsWith("Kafka has acknowledged nothing since"));
        sinks.acknowledge(List.of("a"));

        await(() -> shipper.state() instanceof ShipperState.Shipping);
        assertEquals(List.of("a0"), acknowledged);
    }

    @Test
    void aRefusalIsAFailureThatSaysWhatToChangeAndEndsWhenItIsChanged() {
        sinks.refuse(new RetryDecision.AfterRepair("record_too_large", "raise the limit"));
        shipper.start();
        ship("a", 0);

        await(() ->
                shipper.state() instanceof ShipperState.Failed(String reason, _)
                        && reason.equals("raise the limit"));
        assertEquals(List.of(), acknowledged);
        sinks.refuse(null);
        await(() -> acknowledged.size() == 1);
        await(() -> shipper.state() instanceof ShipperState.Shipping);
    }

    @Test
    void aChangeOfCredentialsOpensAnotherSinkBetweenBatchesAndRepeatsNothing() {
        sinks.hold();
        shipper.start();
        ship("a", 0);
        ship("b", 0);
        await(() -> sinks.waiting().size() == 2);

        sinks.change();
        await(() -> sinks.opened() == 2);
        sinks.acknowledge(List.of("a", "b"));
        sinks.release();
        ship("a", 1);

        await(() -> acknowledged.size() == 3);
        assertEquals(3, sinks.stored().size());
        assertEquals(2, sinks.opened());
        assertInstanceOf(ShipperState.Shipping.class, shipper.state());
    }

    @Test
    void credentialsThatCannotBeUsedLeaveTheOldOnesInTheirPlace() {
        shipper.start();
        ship("a", 0);
        await(() -> acknowledged.size() == 1);
        sinks.refuseToOpen(new RetryDecision.AfterRepair("settings", "no key in it"));

        sinks.change();
        await(() -> !sinks.hasChanged());
        ship("a", 1);

        await(() -> acknowledged.size() == 2);
        assertEquals(1, sinks.opened());
        assertInstanceOf(ShipperState.Shipping.class, shipper.state());
    }

    @Test
    void aFullShipperMakesItsCallerWait() throws Exception {
        shipper.close();
        shipper = shipper(3 * SIZE, 100, Duration.ZERO);
        sinks.hold();
        shipper.start();
        for (int i = 0; i < 3; i++) {
            ship("a", i);
        }
        await(() -> sinks.waiting().size() == 3);

        Thread caller = Thread.ofPlatform().start(() -> ship("a", 3));
        await(() -> caller.getState() == Thread.State.WAITING);
        sinks.acknowledge(List.of("a"));

        assertTrue(caller.join(Duration.ofSeconds(10)));
        await(() -> sinks.waiting().size() == 1);
    }

    @Test
    void aBatchLargerThanTheBudgetGoesAlone() {
        shipper.close();
        shipper = shipper(10, 100, Duration.ofSeconds(10));
        shipper.start();

        ship("a", 0);
        ship("a", 1);

        await(() -> acknowledged.size() == 2);
    }

    @Test
    void closingWaitsForTheLastAcknowledgements() {
        sinks.hold();
        shipper.start();
        ship("a", 0);
        ship("a", 1);
        await(() -> sinks.waiting().size() == 2);

        CompletableFuture<Void> closing = CompletableFuture.runAsync(shipper::close);
        await(() -> shipper.state() instanceof ShipperState.Draining);
        assertFalse(closing.isDone());
        sinks.acknowledge(List.of("a"));
        closing.orTimeout(10, TimeUnit.SECONDS).join();

        assertEquals(List.of("a0", "a1"), acknowledged);
        assertEquals(new ShipperState.Closed(0), shipper.state());
    }

    @Test
    void closingIsBoundedInTimeAndSaysWhatIsLeft() {
        shipper.close();
        shipper = shipper(1 << 20, 100, Duration.ofMillis(50));
        sinks.hold();
        shipper.start();
        ship("a", 0);
        await(() -> sinks.waiting().size() == 1);

        shipper.close();

        assertEquals(new ShipperState.Closed(1), shipper.state());
        assertEquals(List.of(), acknowledged);
    }

    @Test
    void aClosedShipperTakesNothing() {
        shipper.start();
        shipper.close();

        assertThrows(IllegalStateException.class, () -> ship("a", 0));
    }

    @Test
    void closingWakesACallerThatWaitsForRoom() throws Exception {
        shipper.close();
        shipper = shipper(SIZE, 100, Duration.ofMillis(50));
        sinks.hold();
        shipper.start();
        ship("a", 0);
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> ship("a", 1));

        shipper.close();

        Throwable thrown = waiting.handle((_, failure) -> failure).get(10, TimeUnit.SECONDS);
        assertInstanceOf(IllegalStateException.class, thrown.getCause());
    }

    @Test
    void anAcknowledgementThatThrowsHoldsUpNothing() {
        shipper.start();
        shipper.ship(
                batch("a", 0),
                () -> {
                    throw new IllegalStateException("a test's own");
                });
        ship("a", 1);

        await(() -> acknowledged.equals(List.of("a1")));
    }

    @Test
    void rejectedLinesReachTheirSink() throws Exception {
        shipper.start();

        shipper.rejected("a", 17, "no time", new byte[] {1, 2});

        RejectedLine line = sinks.rejected.poll(10, TimeUnit.SECONDS);
        assertTrue(line != null && line.offset() == 17 && line.reason().equals("no time"));
    }

    @Test
    void rejectedLinesNeverBlock() {
        // Not started: nobody takes them.
        for (int i = 0; i < 10_000; i++) {
            shipper.rejected("a", i, "no time", new byte[0]);
        }
    }

    private Shipper shipper(long bytes, int batches, Duration closeTimeout) {
        return shipper(bytes, batches, closeTimeout, QUICK);
    }

    private Shipper shipper(long bytes, int batches, Duration closeTimeout, Backoff backoff) {
        return new Shipper(
                new ShipperConfig(Map.of(), bytes, batches, closeTimeout),
                sinks,
                new ShipperMetrics(new PrometheusRegistry()),
                backoff);
    }

    private void ship(String source, int number) {
        shipper.ship(batch(source, number), () -> acknowledged.add(source + number));
    }

    private static EncodedBatch batch(String source, int number) {
        byte[] message = new byte[SIZE];
        ByteBuffer.wrap(message)
                .putInt(number)
                .put(source.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return new EncodedBatch(source, number * 10L, number * 10L + 10, 3, message, SIZE);
    }

    private List<String> of(String source) {
        synchronized (acknowledged) {
            return acknowledged.stream().filter(one -> one.startsWith(source)).toList();
        }
    }

    private static List<String> numbered(String source, int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(source + i);
        }
        return names;
    }

    private static List<Integer> frameHashes(String source, int count) {
        var writer = new dev.weir.schema.frame.FrameWriter();
        List<Integer> hashes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            hashes.add(
                    java.util.Arrays.hashCode(writer.frame(batch(source, i).message(), SIZE, 3)));
        }
        return hashes;
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "waited too long");
            LockSupport.parkNanos(1_000_000);
        }
    }
}
