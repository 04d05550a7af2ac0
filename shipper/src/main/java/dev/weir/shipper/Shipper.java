package dev.weir.shipper;

import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.source.SourceLines;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Takes batches from the collector, gives them to Kafka, and says when Kafka has them.
///
/// - Every accepted batch is sent until it is acknowledged; none is given up while the process
///   lives. What is too large for Kafka is sent in parts; a request that is too large alone is
///   rejected, counted and sampled.
/// - The batches of a source reach Kafka in the order in which they were accepted, and are
///   acknowledged in that order, each exactly once. Kafka may hold a batch twice, never a later
///   batch without the earlier ones.
/// - What is held is bounded: [#ship] blocks when the budget of [ShipperConfig] is used up.
///
/// The owner calls [#start] once and [#close] once; [#ship] and [#rejected] are for any thread, but
/// one source belongs to one thread at a time. The work is done by the thread `ship-0`;
/// acknowledgements run on the sink's threads.
public final class Shipper implements AutoCloseable {
    private static final Duration OFFER = Duration.ofMillis(100);
    private static final long LAST_JOIN_MILLIS = 5000;

    /// How old what is said of the lines may be.
    private static final Duration LEDGER_INTERVAL = Duration.ofSeconds(2);

    private final ShipperConfig config;
    private final InFlightBudget budget;
    private final BatchExchange exchange = new BatchExchange();
    private final RejectedSamples samples;
    private final LedgerReports reports;
    private final StateBoard board;
    private final ShipLoop loop;
    private final Thread thread;
    private final AtomicLong sequence = new AtomicLong();
    private volatile Consumer<RejectedLine> onRejected = _ -> {};
    private volatile boolean closed;

    /// Creates a shipper that is not started.
    ///
    /// @param sinks opens the way to Kafka, again after every failure
    public Shipper(ShipperConfig config, Sinks sinks, ShipperMetrics metrics) {
        this(config, sinks, metrics, Backoff.DEFAULT);
    }

    Shipper(ShipperConfig config, Sinks sinks, ShipperMetrics metrics, Backoff backoff) {
        this.config = config;
        budget = new InFlightBudget(config.maxInFlightBytes(), config.maxInFlightBatches());
        samples = new RejectedSamples(sinks, metrics);
        reports = new LedgerReports(sinks, LEDGER_INTERVAL);
        board = new StateBoard(metrics);
        loop =
                new ShipLoop(
                        exchange,
                        budget,
                        sinks,
                        board,
                        metrics,
                        backoff,
                        InstantSource.system(),
                        this::tooLarge);
        thread = Thread.ofPlatform().name("ship-0").daemon().unstarted(loop);
        metrics.observe(budget::bytes, budget::batches);
    }

    /// Lets someone know of each request that was accepted and then rejected because it is larger
    /// than Kafka takes. Told on the thread `ship-0`, before the batch is acknowledged.
    public void onRejected(Consumer<RejectedLine> listener) {
        onRejected = listener;
    }

    /// Lets Kafka know what became of the lines of each source: every two seconds, and when all is
    /// shipped at the end.
    ///
    /// @param lines gives those of every source that may have changed since it was last asked;
    ///     called by the thread `ship-ledger`
    public void reportLedger(Supplier<List<SourceLines>> lines) {
        reports.of(lines);
    }

    private void tooLarge(RejectedLine line) {
        samples.offer(line);
        onRejected.accept(line);
    }

    /// Starts shipping. Kafka need not be there yet.
    public void start() {
        thread.start();
        samples.start();
        reports.start();
    }

    /// Accepts a batch; blocks while too much is in flight.
    ///
    /// @param batch belongs to the shipper from here on
    /// @param acknowledged run once, after Kafka has acknowledged this batch and all earlier ones
    ///     of its source; must be short and must not call the shipper
    /// @throws IllegalStateException if the shipper is closed, or the thread interrupted while it
    ///     waits: the batch was not accepted
    public void ship(EncodedBatch batch, Runnable acknowledged) {
        int size = batch.messageLength();
        boolean accepted = false;
        boolean acquired = false;
        try {
            acquired = budget.acquire(size);
            if (acquired) {
                Shipment shipment =
                        new Shipment(
                                sequence.getAndIncrement(), batch, System.nanoTime(), acknowledged);
                while (!accepted && !closed) {
                    accepted = exchange.offer(shipment, OFFER);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the shipper was full", e);
        } finally {
            if (acquired && !accepted) {
                budget.release(size);
            }
        }
        if (!accepted) {
            throw new IllegalStateException("the shipper is closed");
        }
    }

    /// Whether [#ship] would take a batch without waiting; a hint, for others may ship meanwhile.
    public boolean hasRoom() {
        return exchange.hasRoom() && budget.hasRoom();
    }

    /// Sends a sample of a line that is no request; never blocks, and drops it where too many wait.
    ///
    /// @param offset position of the line's first byte in the source
    /// @param line the whole line; belongs to the shipper from here on
    public void rejected(String sourceId, long offset, String reason, byte[] line) {
        samples.offer(new RejectedLine(sourceId, offset, reason, line));
    }

    /// What the shipper is doing now.
    public ShipperState state() {
        return board.state();
    }

    /// Takes no more batches, waits for acknowledgements as long as the configuration says, ends.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        budget.close();
        loop.drain();
        try {
            if (thread.isAlive() && !thread.join(config.closeTimeout())) {
                thread.interrupt();
                thread.join(LAST_JOIN_MILLIS);
            }
        } catch (InterruptedException _) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
        samples.close();
        reports.close();
    }
}
