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
import dev.weir.storage.WindowRollup;
import dev.weir.storage.postgresql.PostgresConfig;
import dev.weir.storage.postgresql.PostgresMetricStore;
import dev.weir.storage.postgresql.PostgresServer;
import dev.weir.storage.postgresql.PostgresSetup;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A database that goes away, and comes back as a standby and then as itself, while the writer
/// writes. The broker is Kafka's own double of its client.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PostgresOutageIT {
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

    /// One window after the other, over the bounds of partitions.
    private void send(int windows) {
        for (int i = 0; i < windows; i++, sent++) {
            byte[] message = rollup("shop", Tier.SECOND, JUNE + sent * 60_000L, sent + 1).message();
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
    void whatComesWhileTheDatabaseIsAwayIsWrittenWhenItIsBack() throws Exception {
        Path data = directory.resolve("data");
        PostgresServer server = PostgresServer.start(data, 0);
        try {
            PostgresConfig config = server.config();
            var _ = new PostgresSetup(config).init(Tier.DEFAULT);
            createTopics();
            try (var store = PostgresMetricStore.open(config, Retention.DEFAULT, () -> JUNE)) {
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

                server.close();
                send(100);
                await("outage", () -> reason(loop).contains("cannot be reached"));

                Files.createFile(data.resolve("standby.signal"));
                server = PostgresServer.start(data, server.port());
                await("standby", () -> reason(loop).contains("takes no writes"));
                assertEquals(100, stored(store).size());
                server.close();

                Files.delete(data.resolve("standby.signal"));
                send(100);
                server = PostgresServer.start(data, server.port());
                await("catching up", () -> loop.state() instanceof WriterState.Running);
                await("all windows", () -> stored(store).size() == 300);
                loop.stop();
                thread.join();
                assertInstanceOf(WriterState.Closed.class, loop.state());
                List<Long> expected = new ArrayList<>();
                for (long requests = 1; requests <= 300; requests++) {
                    expected.add(requests);
                }
                assertEquals(expected, stored(store));
            }
        } finally {
            server.close();
        }
    }

    private static List<Long> stored(PostgresMetricStore store) {
        List<Long> requests = new ArrayList<>();
        for (WindowRollup window : store.read("shop", Tier.SECOND, JUNE, Long.MAX_VALUE)) {
            requests.add(window.rollup().counter(Counter.REQUESTS));
        }
        return requests;
    }
}
