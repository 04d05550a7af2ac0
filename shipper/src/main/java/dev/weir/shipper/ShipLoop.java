package dev.weir.shipper;

import dev.weir.schema.frame.FrameWriter;
import dev.weir.shipper.Sinks.NotOpenedException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes shipments from the exchange, frames them and gives them to a sink: the thread `ship-0`.
///
/// After any failure it sends nothing more on that sink, opens another and sends all that is
/// unacknowledged again, in the order of the first time.
final class ShipLoop implements Runnable {
    private static final System.Logger LOG = System.getLogger(ShipLoop.class.getName());
    private static final Duration POLL = Duration.ofMillis(100);

    /// Between two looks whether sinks are to be opened anew.
    private static final long LOOK_NANOS = Duration.ofMillis(500).toNanos();

    private final BatchExchange exchange;
    private final InFlightBudget budget;
    private final Sinks sinks;
    private final StateBoard board;
    private final ShipperMetrics metrics;
    private final Backoff backoff;
    private final InstantSource clock;
    private final FrameWriter writer = new FrameWriter();
    private final Unacknowledged unacknowledged = new Unacknowledged(this::release);
    private final ShipmentSplitter splitter;
    private final AtomicReference<@Nullable Failure> failure = new AtomicReference<>();
    private final CountDownLatch drain = new CountDownLatch(1);
    private volatile long lastReleaseNanos = System.nanoTime();
    private volatile boolean progress;
    private long lookedNanos = System.nanoTime();
    private @Nullable FrameSink sink;
    private int attempt;
    private Instant troubleSince = Instant.EPOCH;

    /// Why a sink is of no more use.
    ///
    /// @param shipment that failed; null if no shipment did
    private record Failure(RetryDecision decision, @Nullable Shipment shipment) {}

    ShipLoop(
            BatchExchange exchange,
            InFlightBudget budget,
            Sinks sinks,
            StateBoard board,
            ShipperMetrics metrics,
            Backoff backoff,
            InstantSource clock,
            Consumer<RejectedLine> onRejected) {
        this.exchange = exchange;
        this.budget = budget;
        this.sinks = sinks;
        this.board = board;
        this.metrics = metrics;
        this.backoff = backoff;
        this.clock = clock;
        splitter = new ShipmentSplitter(writer, metrics, onRejected);
    }

    /// Lets the loop end once everything is acknowledged.
    void drain() {
        drain.countDown();
    }

    @Override
    public void run() {
        try {
            while (!draining() || !exchange.isEmpty() || unacknowledged.count() > 0) {
                step();
            }
        } catch (InterruptedException _) {
            // the time for draining is over
        } finally {
            closeSink();
            board.enter(new ShipperState.Closed(unacknowledged.count() + exchange.size()));
        }
    }

    private void step() throws InterruptedException {
        FrameSink open = sink;
        if (open == null || failure.get() != null) {
            recover();
            return;
        }
        if (isReopeningDue()) {
            reopen();
        } else if (draining() && exchange.isEmpty()) {
            unacknowledged.awaitEmpty(POLL.toNanos());
        } else {
            Shipment next = exchange.poll(POLL);
            if (next != null) {
                List<Shipment> parts = splitter.fitting(next);
                parts.forEach(unacknowledged::add);
                sendAll(open, parts);
            }
        }
        tellState();
    }

    private void sendAll(FrameSink to, List<Shipment> shipments) {
        for (Shipment shipment : shipments) {
            if (failure.get() != null) {
                return;
            }
            send(to, shipment);
        }
    }

    private void send(FrameSink to, Shipment shipment) {
        try {
            to.send(
                    shipment.sourceId,
                    shipment.frame(writer),
                    new FrameSink.Outcome() {
                        @Override
                        public void acknowledged() {
                            unacknowledged.delivered(shipment);
                        }

                        @Override
                        public void failed(RetryDecision decision) {
                            failure.compareAndSet(null, new Failure(decision, shipment));
                        }
                    });
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "sending a batch of source " + shipment.sourceId + " failed", e);
            var decision = new RetryDecision.Soon("internal", "sending failed: " + e.getMessage());
            failure.compareAndSet(null, new Failure(decision, shipment));
        }
    }

    private void recover() throws InterruptedException {
        closeSink();
        Failure failed = failure.getAndSet(null);
        if (failed != null && !isSplit(failed)) {
            awaitNextTry(failed.decision());
        }
        FrameSink opened;
        try {
            opened = sinks.openFrames();
        } catch (NotOpenedException e) {
            failure.set(new Failure(e.decision(), null));
            return;
        }
        use(opened);
        tellState();
    }

    private void use(FrameSink opened) {
        sink = opened;
        progress = false;
        sendAll(opened, unacknowledged.takeAgain());
        if (failure.get() != null) {
            return;
        }
        if (unacknowledged.count() == 0) {
            progress = true;
        }
    }

    private boolean isReopeningDue() {
        long now = System.nanoTime();
        if (now - lookedNanos < LOOK_NANOS) {
            return false;
        }
        lookedNanos = now;
        return !draining() && sinks.hasChanged();
    }

    /// Puts another sink in the place of this one, between two batches: first everything that was
    /// sent is awaited, so that nothing is sent twice while Kafka answers. What cannot be opened
    /// leaves the old one in its place.
    private void reopen() throws InterruptedException {
        FrameSink opened;
        try {
            opened = sinks.openFrames();
        } catch (NotOpenedException e) {
            metrics.reopened(false);
            LOG.log(
                    Level.ERROR,
                    "what Kafka is reached with has changed and cannot be used: {0}; shipping goes"
                            + " on with what it was",
                    e.getMessage());
            return;
        }
        unacknowledged.awaitEmpty(backoff.silence().toNanos());
        closeSink();
        // What the old one had not acknowledged by then is sent again.
        failure.set(null);
        metrics.reopened(true);
        LOG.log(Level.INFO, "what Kafka is reached with has changed: connected anew");
        use(opened);
    }

    /// Whether what was too large now stands there in parts, and so can be sent at once.
    private boolean isSplit(Failure failed) {
        Shipment shipment = failed.shipment();
        if (shipment == null || !(failed.decision() instanceof RetryDecision.InParts)) {
            return false;
        }
        List<Shipment> parts = splitter.refused(shipment);
        if (parts.isEmpty()) {
            return false;
        }
        metrics.retry(failed.decision());
        unacknowledged.replace(shipment, parts);
        for (Shipment other : unacknowledged.takeAgain()) {
            List<Shipment> fitting = splitter.fitting(other);
            if (fitting.size() > 1) {
                unacknowledged.replace(other, fitting);
            }
        }
        return true;
    }

    private void awaitNextTry(RetryDecision decision) throws InterruptedException {
        if (attempt == 0) {
            troubleSince = clock.instant();
        }
        attempt++;
        metrics.retry(decision);
        board.enter(
                switch (decision) {
                    case RetryDecision.Soon(_, String reason) ->
                            new ShipperState.BackingOff(reason, troubleSince, attempt);
                    case RetryDecision.AfterRepair(_, String reason) ->
                            new ShipperState.Failed(reason, troubleSince);
                    case RetryDecision.InParts(_, String reason) ->
                            new ShipperState.Failed(reason, troubleSince);
                });
        Duration wait = backoff.before(attempt, decision);
        if (draining()) {
            // The end is near: no time for long waits, and none for a busy loop.
            TimeUnit.NANOSECONDS.sleep(Math.min(wait.toNanos(), POLL.toNanos()));
        } else {
            var _ = drain.await(wait.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /// Trouble is over with the first acknowledgement, not with the opening of a sink: Kafka's
    /// producer opens without Kafka.
    private void tellState() {
        if (failure.get() != null) {
            return;
        }
        long now = System.nanoTime();
        long silent = Math.min(now - lastReleaseNanos, unacknowledged.longestWaitNanos(now));
        if (progress && silent < backoff.silence().toNanos()) {
            attempt = 0;
            board.enter(draining() ? new ShipperState.Draining() : new ShipperState.Shipping());
        } else if (attempt == 0 && silent >= backoff.silence().toNanos()) {
            if (!(board.state() instanceof ShipperState.BackingOff)) {
                troubleSince = clock.instant().minusNanos(silent);
            }
            String reason = "Kafka has acknowledged nothing since " + troubleSince;
            board.enter(new ShipperState.BackingOff(reason, troubleSince, 0));
        }
    }

    /// Runs on the sink's threads, under the lock of [Unacknowledged].
    private void release(Shipment shipment) {
        long now = System.nanoTime();
        lastReleaseNanos = now;
        progress = true;
        metrics.acknowledged(shipment, now);
        try {
            shipment.acknowledged.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "acknowledging source " + shipment.sourceId + " failed", e);
        } finally {
            if (shipment.heldBytes > 0) {
                budget.release(shipment.heldBytes);
            }
        }
    }

    private void closeSink() {
        FrameSink open = sink;
        if (open == null) {
            return;
        }
        sink = null;
        // A pending interrupt would cut the sink's own closing short.
        boolean interrupted = Thread.interrupted();
        try {
            open.close();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "closing the sink failed", e);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean draining() {
        return drain.getCount() == 0;
    }
}
