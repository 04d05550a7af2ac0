package dev.weir.storage.kafka;

import static dev.weir.storage.Samples.JUNE;
import static dev.weir.storage.Samples.rollup;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.Topics;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.MetricStore;
import dev.weir.storage.StoreMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/// A writer that runs while a test disturbs its store: takes windows of one customer, the n-th of n
/// requests, and tells what became of them. The broker is Kafka's own double of its client.
final class RunningWriter {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(40);
    private static final String CUSTOMER = "shop";

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final MetricStore store;
    private final long apartMillis;
    private final WriterLoop loop;
    private final Thread thread;
    private int sent;

    /// Starts it.
    ///
    /// @param apart what is between the starts of two windows
    RunningWriter(MetricStore store, Duration apart) {
        this.store = store;
        apartMillis = apart.toMillis();
        createTopics();
        loop =
                new WriterLoop(
                        new RollupWriterConfig(
                                Map.of(), "test", Duration.ofMinutes(10), Tier.SECOND, 3),
                        store,
                        new StoreMetrics(new PrometheusRegistry()),
                        consumer,
                        List.of(),
                        () -> JUNE,
                        System::nanoTime);
        thread = Thread.ofPlatform().start(loop);
    }

    private void createTopics() {
        Node node = new Node(0, "broker", 9092);
        Node[] nodes = {node};
        for (String topic : TopicPartitions.TOPICS) {
            consumer.updatePartitions(
                    topic, List.of(new PartitionInfo(topic, 0, node, nodes, nodes)));
            consumer.updateBeginningOffsets(Map.of(new TopicPartition(topic, 0), 0L));
            consumer.updateEndOffsets(Map.of(new TopicPartition(topic, 0), 0L));
        }
    }

    /// Puts the next windows into the topic.
    void send(int windows) {
        for (int i = 0; i < windows; i++, sent++) {
            byte[] message =
                    rollup(CUSTOMER, Tier.SECOND, JUNE + sent * apartMillis, sent + 1).message();
            consumer.addRecord(new ConsumerRecord<>(Topics.ROLLUPS, 0, sent, new byte[0], message));
            consumer.updateEndOffsets(Map.of(new TopicPartition(Topics.ROLLUPS, 0), sent + 1L));
        }
    }

    /// The requests of the windows that the store has, oldest first.
    List<Long> stored() {
        return store.read(CUSTOMER, Tier.SECOND, JUNE, JUNE + sent * apartMillis).stream()
                .map(window -> window.rollup().counter(Counter.REQUESTS))
                .toList();
    }

    void awaitRunning() {
        await("the writer runs", () -> loop.state() instanceof WriterState.Running);
    }

    /// Waits until it tries again for a reason that says this.
    void awaitRetrying(String reason) {
        await(
                reason,
                () ->
                        loop.state() instanceof WriterState.Retrying retrying
                                && retrying.reason().contains(reason));
    }

    void awaitStored(int windows) {
        await(windows + " windows are stored", () -> stored().size() == windows);
    }

    private void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE;
        while (!condition.getAsBoolean()) {
            assertTrue(
                    System.nanoTime() < deadline,
                    () -> "waited in vain until " + what + ", state " + loop.state());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    void stop() throws InterruptedException {
        loop.stop();
        thread.join();
        assertInstanceOf(WriterState.Closed.class, loop.state());
    }
}
