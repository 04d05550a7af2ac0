package dev.weir.shipper;

import dev.weir.shipper.Sinks.NotOpenedException;
import java.lang.System.Logger.Level;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// Takes rejected lines from the parse threads, gives them to a sink on a thread of its own.
///
/// Best effort, and apart from the batches on purpose: a sample that Kafka refuses must not hold
/// up requests, and must not fail the sink that keeps them in order.
final class RejectedSamples implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RejectedSamples.class.getName());

    /// A log in the wrong format rejects every line; a few dozen samples say what is wrong.
    private static final int CAPACITY = 64;

    private static final long CLOSE_MILLIS = 2000;

    private final BlockingQueue<RejectedLine> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final Sinks sinks;
    private final ShipperMetrics metrics;
    private final Thread thread;

    RejectedSamples(Sinks sinks, ShipperMetrics metrics) {
        this.sinks = sinks;
        this.metrics = metrics;
        thread = Thread.ofPlatform().name("ship-rejected").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// Never blocks: drops the sample where the queue is full.
    void offer(RejectedLine line) {
        if (!queue.offer(line)) {
            metrics.sample(false);
        }
    }

    private void run() {
        RejectedSink sink = null;
        try {
            while (true) {
                RejectedLine line = queue.take();
                if (sink == null) {
                    sink = open();
                }
                boolean stored = sink != null && sink.send(line);
                metrics.sample(stored);
                if (sink != null && !stored) {
                    // Another may get through: with a renewed certificate, for example.
                    sink.close();
                    sink = null;
                }
            }
        } catch (InterruptedException _) {
            // closed
        } finally {
            if (sink != null) {
                sink.close();
            }
        }
    }

    private @Nullable RejectedSink open() {
        try {
            return sinks.openRejected();
        } catch (NotOpenedException e) {
            LOG.log(Level.DEBUG, "no sink for rejected lines: {0}", e.getMessage());
            return null;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
