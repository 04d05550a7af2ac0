package dev.weir.shipper;

import dev.weir.schema.frame.FrameWriter;
import dev.weir.shipper.Sinks.NotOpenedException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Takes shipments from the exchange, frames them and gives them to a sink: the thread `ship-0`.
///
/// After any failure it sends nothing more on that sink, opens another and sends all that is
/// unacknowledged again, in the order of the first time.
final class ShipLoop implements Runnable {
    private static final System.Logger LOG = System.getLogger(ShipLoop.class.getName());
    private static final Duration POLL = Duration.ofMillis(100);

    private final BatchExchange exchange;
    private final InFlightBudget budget;
    private final Sinks sinks;
    private final StateBoard board;
    private final ShipperMetrics metrics;
    private final Backoff backoff;
    private final InstantSource clock;
    private final FrameWriter writer = new FrameWriter();
    private final Unacknowledged unacknowledged = new Unacknowledged(this::release);
    private final AtomicReference<@Nullable RetryDecision> failure = new AtomicReference<>();
    private final CountDownLatch drain = new CountDownLatch(1);
    private volatile long lastReleaseNanos = System.nanoTime();
    private volatile boolean progress;
    private @Nullable FrameSink sink;
    private int attempt;
    private Instant troubleSince = Instant.EPOCH;

    ShipLoop(
            BatchExchange exchange,
            InFlightBudget budget,
            Sinks sinks,
            StateBoard board,
            ShipperMetrics metrics,
            Backoff backoff,
            InstantSource clock) {
        this.exchange = exchange;
        this.budget = budget;
        this.sinks = sinks;
        this.board = board;
        this.metrics = metrics;
        this.backoff = backoff;
        this.clock = clock;
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
        if (draining() && exchange.isEmpty()) {
            unacknowledged.awaitEmpty(POLL.toNanos());
        } else {
            Shipment next = exchange.poll(POLL);
            if (next != null) {
                unacknowledged.add(next);
                send(open, next);
            }
        }
        tellState();
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
                            failure.compareAndSet(null, decision);
                        }
                    });
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "sending a batch of source " + shipment.sourceId + " failed", e);
            failure.compareAndSet(
                    null, new RetryDecision.Soon("internal", "sending failed: " + e.getMessage()));
        }
    }

    private void recover() throws InterruptedException {
        closeSink();
        RetryDecision decision = failure.getAndSet(null);
        if (decision != null) {
            awaitNextTry(decision);
        }
        FrameSink opened;
        try {
            opened = sinks.openFrames();
        } catch (NotOpenedException e) {
            failure.set(e.decision());
            return;
        }
        sink = opened;
        progress = false;
        for (Shipment shipment : unacknowledged.takeAgain()) {
            if (failure.get() != null) {
                return;
            }
            send(opened, shipment);
        }
        if (unacknowledged.count() == 0) {
            progress = true;
        }
        tellState();
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
            budget.release(shipment.rawBytes);
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
