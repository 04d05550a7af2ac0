package dev.weir.storage.kafka;

import dev.weir.storage.EncodedRollup;
import dev.weir.storage.MetricStore;
import dev.weir.storage.StoreException;
import dev.weir.storage.StoreMetrics;
import dev.weir.storage.WriteListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/// What the thread of a [RollupWriter] does: poll, write, commit, and now and then retention. What
/// was polled is held until the store has it, whatever happens in between.
final class WriterLoop implements Runnable {
    private static final System.Logger LOG = System.getLogger(WriterLoop.class.getName());
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Duration END_OFFSETS_TIMEOUT = Duration.ofSeconds(1);

    /// What was polled and is not known to be stored.
    private record Pending(StoreBatch batch, Map<TopicPartition, OffsetAndMetadata> nextOffsets) {}

    private final RollupWriterConfig config;
    private final MetricStore store;
    private final StoreMetrics metrics;
    private final Consumer<byte[], byte[]> consumer;
    private final List<WriteListener> listeners;
    private final LongSupplier clockMillis;
    private final LongSupplier nanos;

    private final TopicPartitions partitions;
    private final OffsetCommits commits;
    private final SkippedRecords skipped;
    private final WriteLanes lanes;
    private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable Pending pending;
    private long retentionAt;
    private long lagAt;
    private volatile WriterState state = new WriterState.New();

    WriterLoop(
            RollupWriterConfig config,
            MetricStore store,
            StoreMetrics metrics,
            Consumer<byte[], byte[]> consumer,
            List<WriteListener> listeners,
            LongSupplier clockMillis,
            LongSupplier nanos) {
        this.config = config;
        this.store = store;
        this.metrics = metrics;
        this.consumer = consumer;
        this.listeners = listeners;
        this.clockMillis = clockMillis;
        this.nanos = nanos;
        partitions = new TopicPartitions(consumer, nanos);
        commits = new OffsetCommits(consumer, nanos);
        skipped = new SkippedRecords(nanos);
        lanes = new WriteLanes(config.writers());
        retentionAt = nanos.getAsLong();
        lagAt = nanos.getAsLong();
    }

    /// What it is doing; for any thread.
    WriterState state() {
        return state;
    }

    /// Makes [#run] return soon; for any thread.
    void stop() {
        stopped.countDown();
        consumer.wakeup();
    }

    @Override
    public void run() {
        state = new WriterState.Waiting(partitions.missing());
        try (consumer;
                lanes) {
            while (stopped.getCount() > 0) {
                pause(step());
            }
            commits.commitLast();
            state = new WriterState.Closed();
        } catch (RuntimeException | Error e) {
            state = new WriterState.Failed(e.toString());
            LOG.log(System.Logger.Level.ERROR, "store writer ended", e);
        }
    }

    private void pause(Duration pause) {
        try {
            if (pause.isPositive()) {
                stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            stopped.countDown();
        }
    }

    /// Does one round.
    ///
    /// @return how long to wait before the next
    Duration step() {
        try {
            applyRetentionIfDue();
            if (pending == null) {
                partitions.refresh();
                pending = poll();
            }
            Pending present = pending;
            if (present != null) {
                write(present);
                pending = null;
            }
            commits.commitIfDue();
            reportLagIfDue();
            return succeeded();
        } catch (WakeupException e) {
            return Duration.ZERO; // it is to stop
        } catch (RuntimeException e) {
            return failed(e);
        }
    }

    private @Nullable Pending poll() {
        if (partitions.assigned().isEmpty()) {
            return null;
        }
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL_TIMEOUT);
        return records.isEmpty() && records.nextOffsets().isEmpty()
                ? null
                : new Pending(StoreBatch.of(records, metrics, skipped), records.nextOffsets());
    }

    private void write(Pending present) {
        try (var _ = metrics.startWrite()) {
            present.batch().writeTo(store, lanes);
        }
        commits.stored(present.nextOffsets());
        metrics.written(present.batch().rollups());
        List<EncodedRollup> finest = present.batch().rollups(config.finest());
        if (finest.isEmpty()) {
            return;
        }
        for (WriteListener listener : listeners) {
            try {
                listener.onRollups(finest);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "a listener of the store's writer threw", e);
            }
        }
    }

    private Duration succeeded() {
        if (backoff.attempts() > 0) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "store writer goes on after failures={0}",
                    backoff.attempts());
        }
        backoff.succeeded();
        metrics.succeeded();
        List<String> missing = partitions.missing();
        state = missing.isEmpty() ? new WriterState.Running() : new WriterState.Waiting(missing);
        return partitions.assigned().isEmpty() ? POLL_TIMEOUT : Duration.ZERO;
    }

    private Duration failed(RuntimeException e) {
        Duration wait = backoff.failed();
        reportLagOfOutage();
        metrics.failed();
        String reason = String.valueOf(e.getMessage());
        state = new WriterState.Retrying(reason, backoff.attempts());
        if (Integer.bitCount(backoff.attempts()) == 1) { // the 1st, 2nd, 4th, 8th …
            LOG.log(
                    passesByItself(e) ? System.Logger.Level.WARNING : System.Logger.Level.ERROR,
                    "store writer failed attempts={0} next in ms={1} reason={2}",
                    Integer.toString(backoff.attempts()),
                    Long.toString(wait.toMillis()),
                    reason);
        }
        return wait;
    }

    private static boolean passesByItself(RuntimeException e) {
        return !(e instanceof StoreException store) || store.isTransient();
    }

    private void applyRetentionIfDue() {
        if (nanos.getAsLong() - retentionAt < 0) {
            return;
        }
        retentionAt = nanos.getAsLong() + config.retentionInterval().toNanos();
        try {
            store.applyRetention(clockMillis.getAsLong());
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "retention failed, next try in s={0} reason={1}",
                    Long.toString(config.retentionInterval().toSeconds()),
                    e.getMessage());
        }
    }

    private void reportLagIfDue() {
        if (isLagDue()) {
            reportLag(consumer::currentLag);
        }
    }

    /// While the store takes nothing, nothing is polled, and the consumer's own figures stand still.
    private void reportLagOfOutage() {
        if (!isLagDue()) {
            return;
        }
        try {
            Map<TopicPartition, Long> ends =
                    consumer.endOffsets(partitions.assigned(), END_OFFSETS_TIMEOUT);
            reportLag(partition -> lag(partition, ends));
        } catch (KafkaException e) {
            LOG.log(System.Logger.Level.DEBUG, "lag is not known reason={0}", e.getMessage());
        }
    }

    private OptionalLong lag(TopicPartition partition, Map<TopicPartition, Long> ends) {
        Long end = ends.get(partition);
        return end == null
                ? OptionalLong.empty()
                : OptionalLong.of(end - consumer.position(partition, END_OFFSETS_TIMEOUT));
    }

    private boolean isLagDue() {
        return nanos.getAsLong() - lagAt >= 0;
    }

    /// @param lagOf records of a partition that were not polled
    private void reportLag(Function<TopicPartition, OptionalLong> lagOf) {
        lagAt = nanos.getAsLong() + SECOND;
        Pending held = pending;
        for (String topic : TopicPartitions.TOPICS) {
            long lag = held == null ? 0 : held.batch().records(topic);
            for (TopicPartition partition : partitions.assigned()) {
                if (partition.topic().equals(topic)) {
                    lag += lagOf.apply(partition).orElse(0);
                }
            }
            metrics.lag(topic, lag);
        }
    }
}
