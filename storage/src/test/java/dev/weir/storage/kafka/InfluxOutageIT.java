package dev.weir.storage.kafka;

import static dev.weir.storage.Samples.JUNE;
import static dev.weir.storage.Samples.rollup;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.Topics;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.Retention;
import dev.weir.storage.StoreMetrics;
import dev.weir.storage.influxdb.InfluxMetricStore;
import dev.weir.storage.influxdb.InfluxServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A server that is killed and comes back while the writer writes. The broker is Kafka's own double
/// of its client.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class InfluxOutageIT {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(40);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private int sent;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

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

    private void send(int windows) {
        for (int i = 0; i < windows; i++, sent++) {
            byte[] message = rollup("shop", Tier.SECOND, JUNE + sent * 1000L, sent + 1).message();
            consumer.addRecord(new ConsumerRecord<>(Topics.ROLLUPS, 0, sent, new byte[0], message));
            consumer.updateEndOffsets(Map.of(new TopicPartition(Topics.ROLLUPS, 0), sent + 1L));
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static String reason(WriterLoop loop) {
        return loop.state() instanceof WriterState.Retrying retrying ? retrying.reason() : "";
    }

    @Test
    void whatComesWhileTheServerIsAwayIsWrittenWhenItIsBack() throws Exception {
        try (InfluxServer server = InfluxServer.start(directory)) {
            createTopics();
            try (var store = InfluxMetricStore.open(server.storeForEver(), Retention.DEFAULT)) {
                var loop =
                        new WriterLoop(
                                new RollupWriterConfig(
                                        Map.of(), "test", Duration.ofMinutes(10), Tier.SECOND, 3),
                                store,
                                new StoreMetrics(new PrometheusRegistry()),
                                consumer,
                                List.of(),
                                () -> JUNE,
                                System::nanoTime);
                Thread thread = Thread.ofPlatform().start(loop);
                await("topics", () -> loop.state() instanceof WriterState.Running);
                send(100);
                await("first windows", () -> stored(store).size() == 100);

                server.kill();
                send(100);
                await("outage", () -> reason(loop).contains("cannot reach the server"));

                send(100);
                server.begin();
                await("catching up", () -> loop.state() instanceof WriterState.Running);
                await("all windows", () -> stored(store).size() == 300);
                loop.stop();
                thread.join();
                assertInstanceOf(WriterState.Closed.class, loop.state());
                assertEquals(LongStream.rangeClosed(1, 300).boxed().toList(), stored(store));
                assertEquals(JUNE + 300_000, store.freshUntil());
            }
        }
    }

    private static List<Long> stored(InfluxMetricStore store) {
        return store.read("shop", Tier.SECOND, JUNE, JUNE + 1_000_000).stream()
                .map(window -> window.rollup().counter(Counter.REQUESTS))
                .toList();
    }
}
