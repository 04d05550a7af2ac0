package dev.weir.storage.kafka;

import static dev.weir.storage.Samples.JUNE;
import static dev.weir.storage.Samples.rollup;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.Topics;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Tier;
import dev.weir.schema.signal.SignalCodec;
import dev.weir.schema.source.SourceLinesCodec;
import dev.weir.schema.source.SourceStatusCodec;
import dev.weir.storage.EncodedRollup;
import dev.weir.storage.Samples;
import dev.weir.storage.SignalQuery;
import dev.weir.storage.StoreMetrics;
import dev.weir.storage.WriteListener;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/// The order of things: nothing is committed that the store does not have. Kafka's own double of
/// its client stands for the broker here.
class WriterLoopTest {
    private static final long SECOND = 1_000_000_000L;
    private static final TopicPartition ROLLUPS = new TopicPartition(Topics.ROLLUPS, 0);

    /// The offsets of commits that were waited for.
    private final List<Map<TopicPartition, OffsetAndMetadata>> lastCommits = new ArrayList<>();

    private final MockConsumer<byte[], byte[]> consumer =
            new MockConsumer<>("earliest") {
                @Override
                public void commitSync(
                        Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
                    lastCommits.add(offsets);
                }
            };
    private final FailingStore store = new FailingStore();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final List<WriteListener> listeners = new ArrayList<>();
    private final Map<String, Long> nextOffset = new HashMap<>();
    private long nanos = 77;
    private final WriterLoop loop =
            new WriterLoop(
                    new RollupWriterConfig(
                            Map.of(), "test", Duration.ofMinutes(10), Tier.SECOND, 1),
                    store,
                    new StoreMetrics(registry),
                    consumer,
                    listeners,
                    () -> JUNE,
                    () -> nanos);

    private void create(String topic, int partitions) {
        List<PartitionInfo> infos = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            Node node = new Node(0, "broker", 9092);
            infos.add(
                    new PartitionInfo(
                            topic, partition, node, new Node[] {node}, new Node[] {node}));
            consumer.updateBeginningOffsets(Map.of(new TopicPartition(topic, partition), 0L));
            consumer.updateEndOffsets(Map.of(new TopicPartition(topic, partition), 0L));
        }
        consumer.updatePartitions(topic, infos);
    }

    private void createAll() {
        TopicPartitions.TOPICS.forEach(topic -> create(topic, 1));
        loop.step();
    }

    private void send(String topic, byte[] value) {
        long offset = nextOffset.merge(topic, 1L, Long::sum) - 1;
        consumer.addRecord(new ConsumerRecord<>(topic, 0, offset, new byte[0], value));
        consumer.updateEndOffsets(Map.of(new TopicPartition(topic, 0), offset + 1));
    }

    private void send(EncodedRollup rollup) {
        send(Topics.ROLLUPS, rollup.message());
    }

    private long committed() {
        OffsetAndMetadata offset = consumer.committed(Set.of(ROLLUPS)).get(ROLLUPS);
        return offset == null ? -1 : offset.offset();
    }

    private long requests(String customer) {
        return store.read(customer, Tier.SECOND, Long.MIN_VALUE, Long.MAX_VALUE).stream()
                .mapToLong(window -> window.rollup().counter(Counter.REQUESTS))
                .sum();
    }

    private double metric(String name) {
        return registry.scrape().stream()
                .filter(snapshot -> snapshot.getMetadata().getName().equals(name))
                .mapToDouble(snapshot ->
                        switch (snapshot) {
                            case CounterSnapshot counter ->
                                    counter.getDataPoints().stream()
                                            .mapToDouble(p -> p.getValue())
                                            .sum();
                            case GaugeSnapshot gauge ->
                                    gauge.getDataPoints().stream()
                                            .mapToDouble(p -> p.getValue())
                                            .sum();
                            default -> throw new IllegalArgumentException(name);
                        })
                .sum();
    }

    @Test
    void allTopicsAreStored() {
        createAll();
        send(rollup("shop", Tier.SECOND, JUNE, 7));
        send(Topics.SIGNALS, SignalCodec.encode(Samples.signal("shop", JUNE, JUNE, 0, 5)));
        send(Topics.SOURCES, SourceStatusCodec.encode(Samples.source("s", 10, 1)));
        send(Topics.LEDGER, SourceLinesCodec.encode(Samples.lines("s", 20, 10)));
        loop.step();
        assertEquals(7, requests("shop"));
        assertEquals(1, store.signals(new SignalQuery(null, JUNE, JUNE + 1, 9)).size());
        assertEquals(List.of(Samples.source("s", 10, 1)), store.sources());
        assertEquals(List.of(Samples.lines("s", 20, 10)), store.sourceLines());
        assertEquals(new WriterState.Running(), loop.state());
        assertEquals(1, metric("weir_storage_rollups_written"));
        assertEquals(4, metric("weir_storage_records_read"));
    }

    @Test
    void offsetsAreCommittedAfterTheWriteAndOnceASecondAtMost() {
        createAll();
        send(rollup("shop", Tier.SECOND, JUNE, 7));
        loop.step();
        assertEquals(7, requests("shop"));
        assertEquals(-1, committed());
        nanos += SECOND;
        loop.step();
        assertEquals(1, committed());
        send(rollup("shop", Tier.SECOND, JUNE, 8));
        loop.step();
        assertEquals(1, committed());
        nanos += SECOND;
        loop.step();
        assertEquals(2, committed());
    }

    @Test
    void whatTheStoreRefusedIsNotCommittedAndTriedAgain() {
        createAll();
        nanos += 2 * SECOND;
        send(rollup("shop", Tier.SECOND, JUNE, 7));
        store.failures = 3;
        for (int attempt = 1; attempt <= 3; attempt++) {
            Duration wait = loop.step();
            nanos += 10 * SECOND;
            assertTrue(wait.toMillis() >= 50 << (attempt - 1), wait.toString());
            assertTrue(wait.toMillis() <= 100 << (attempt - 1), wait.toString());
            assertEquals(new WriterState.Retrying("the disk is full", attempt), loop.state());
            assertEquals(-1, committed());
            assertEquals(1, metric("weir_storage_failing"));
            assertEquals(attempt, metric("weir_storage_lag_records"), "what waits is seen");
            // It comes meanwhile and must not overtake.
            send(rollup("shop", Tier.SECOND, JUNE + attempt * 1000L, 1));
        }
        loop.step();
        assertEquals(7, requests("shop"));
        assertEquals(1, committed());
        assertEquals(new WriterState.Running(), loop.state());
        assertEquals(0, metric("weir_storage_failing"));
        assertEquals(3, metric("weir_storage_failures"));
        loop.step();
        assertEquals(10, requests("shop"));
    }

    @Test
    void aKeyIsWrittenOncePerPollWithItsLastValue() {
        createAll();
        for (int requests = 1; requests <= 5; requests++) {
            send(rollup("shop", Tier.SECOND, JUNE, requests));
            send(rollup("shop", Tier.MINUTE, JUNE, requests));
        }
        loop.step();
        assertEquals(2, store.writes.getFirst().size());
        assertEquals(5, requests("shop"));
    }

    @Test
    void aRecordThatCannotBeDecodedIsCountedAndPassedOver() {
        createAll();
        send(Topics.ROLLUPS, "no rollup".getBytes(UTF_8));
        send(Topics.ROLLUPS, new byte[0]);
        consumer.addRecord(new ConsumerRecord<>(Topics.SIGNALS, 0, 0, new byte[0], null));
        send(Topics.SOURCES, new byte[8]);
        send(rollup("shop", Tier.SECOND, JUNE, 7));
        loop.step();
        nanos += SECOND;
        loop.step();
        assertEquals(7, requests("shop"));
        assertEquals(3, committed());
        assertTrue(metric("weir_storage_records_skipped") >= 3);
        assertEquals(new WriterState.Running(), loop.state());
    }

    @Test
    void listenersHearOfTheFinestTierOnceItIsStored() {
        createAll();
        List<Long> heard = new ArrayList<>();
        listeners.add(rollups -> {
            throw new IllegalStateException("a listener with a bug");
        });
        listeners.add(rollups -> {
            heard.add((long) rollups.size());
            assertEquals("shop", rollups.getFirst().key().customer());
            heard.add(requests("shop"));
        });
        send(rollup("shop", Tier.SECOND, JUNE, 3));
        send(rollup("shop", Tier.SECOND, JUNE, 7));
        send(rollup("shop", Tier.MINUTE, JUNE, 7));
        store.failures = 1;
        loop.step();
        assertEquals(List.of(), heard);
        loop.step();
        assertEquals(List.of(1L, 7L), heard);
        send(rollup("shop", Tier.MINUTE, JUNE, 8));
        loop.step();
        assertEquals(List.of(1L, 7L), heard);
    }

    @Test
    void topicsThatAreNotThereYetAreWaitedFor() {
        assertTrue(loop.step().isPositive());
        assertEquals(new WriterState.Waiting(TopicPartitions.TOPICS), loop.state());
        create(Topics.ROLLUPS, 1);
        nanos += SECOND;
        loop.step();
        assertEquals(
                new WriterState.Waiting(List.of(Topics.SIGNALS, Topics.SOURCES, Topics.LEDGER)),
                loop.state());
        send(rollup("shop", Tier.SECOND, JUNE, 7));
        loop.step();
        assertEquals(7, requests("shop"));
        createAll();
        nanos += SECOND;
        loop.step();
        assertEquals(new WriterState.Running(), loop.state());
        send(rollup("shop", Tier.SECOND, JUNE + 1000, 1));
        loop.step();
        assertEquals(8, requests("shop"));
    }

    @Test
    void partitionsThatAreAddedAreReadToo() {
        createAll();
        create(Topics.ROLLUPS, 2);
        nanos += 10 * SECOND;
        loop.step();
        EncodedRollup rollup = rollup("shop", Tier.SECOND, JUNE, 7);
        consumer.addRecord(
                new ConsumerRecord<>(Topics.ROLLUPS, 1, 0, new byte[0], rollup.message()));
        loop.step();
        assertEquals(7, requests("shop"));
        assertEquals(TopicPartitions.TOPICS.size() + 1, consumer.assignment().size());
    }

    @Test
    void kafkaThatDoesNotAnswerIsAskedAgain() {
        createAll();
        send(rollup("shop", Tier.SECOND, JUNE, 7));
        consumer.setPollException(new KafkaException("no broker"));
        assertTrue(loop.step().isPositive());
        assertEquals(new WriterState.Retrying("no broker", 1), loop.state());
        loop.step();
        assertEquals(7, requests("shop"));
    }

    @Test
    void retentionIsAppliedAtTheStartAndThenOnASchedule() {
        store.failures = 1;
        createAll();
        assertEquals(List.of(JUNE), store.retentions);
        nanos += 599 * SECOND;
        loop.step();
        assertEquals(1, store.retentions.size());
        nanos += SECOND;
        loop.step();
        assertEquals(2, store.retentions.size());
        assertEquals(new WriterState.Running(), loop.state());
    }

    @Test
    void stoppingCommitsWhatIsStoredAndNothingElse() {
        createAll();
        send(rollup("shop", Tier.SECOND, JUNE, 7));
        loop.step();
        send(rollup("shop", Tier.SECOND, JUNE, 8));
        store.failures = 1;
        loop.step();
        assertInstanceOf(WriterState.Retrying.class, loop.state());
        OffsetAndMetadata none = new OffsetAndMetadata(0);
        loop.stop();
        loop.run();
        assertTrue(consumer.closed());
        assertEquals(new WriterState.Closed(), loop.state());
        assertEquals(1, lastCommits.size());
        assertEquals(1, lastCommits.getFirst().getOrDefault(ROLLUPS, none).offset());
    }
}
