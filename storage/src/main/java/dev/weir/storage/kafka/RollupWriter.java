package dev.weir.storage.kafka;

import dev.weir.storage.MetricStore;
import dev.weir.storage.StoreException;
import dev.weir.storage.StoreMetrics;
import dev.weir.storage.WriteListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/// Takes rollups, signals and source statuses from Kafka, gives them to a store, and commits its
/// progress once the store has them. After a crash in between it writes some of them again, which
/// changes nothing.
///
/// It works on a thread of its own, `store-writer-0`, which also applies retention, and writes rollups
/// on as many as it is configured to, each those of other customers. What was polled is written before
/// more is polled, so a slow store slows the consumer and memory does not grow. Topics that
/// are not there yet it waits for; what fails it tries again, and says so in [#state]. The store
/// stays the caller's: close the writer first.
public final class RollupWriter implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RollupWriter.class.getName());
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(15);

    private final RollupWriterConfig config;
    private final MetricStore store;
    private final StoreMetrics metrics;
    private final List<WriteListener> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable WriterLoop loop;
    private @Nullable Thread thread;

    /// Creates a writer that does nothing yet.
    public RollupWriter(RollupWriterConfig config, MetricStore store, StoreMetrics metrics) {
        this.config = config;
        this.store = store;
        this.metrics = metrics;
    }

    /// Starts the thread. Once.
    ///
    /// @throws StoreException if the Kafka properties are not usable
    public synchronized void start() {
        if (loop != null) {
            throw new IllegalStateException("the writer was started already");
        }
        KafkaConsumer<byte[], byte[]> consumer;
        try {
            consumer = new KafkaConsumer<>(config.consumerProperties());
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StoreException(
                    "the store's writer cannot use the Kafka properties: " + cause.getMessage(), e);
        }
        WriterLoop started =
                new WriterLoop(
                        config,
                        store,
                        metrics,
                        consumer,
                        listeners,
                        System::currentTimeMillis,
                        System::nanoTime);
        loop = started;
        thread = Thread.ofPlatform().name("store-writer-0").start(started);
    }

    /// Tells a listener of every write from now on; for any thread, before or after the start.
    public void addListener(WriteListener listener) {
        listeners.add(listener);
    }

    /// Tells it no more.
    public void removeListener(WriteListener listener) {
        listeners.remove(listener);
    }

    /// What it is doing; for any thread.
    public WriterState state() {
        WriterLoop present = loop;
        return present == null ? new WriterState.New() : present.state();
    }

    /// Writes what it has in hand, commits and ends, within 15 s; again does nothing.
    @Override
    public synchronized void close() {
        WriterLoop present = loop;
        Thread running = thread;
        if (present == null || running == null || !running.isAlive()) {
            return;
        }
        present.stop();
        try {
            if (!running.join(CLOSE_TIMEOUT)) {
                LOG.log(System.Logger.Level.WARNING, "store writer did not end within 15 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
