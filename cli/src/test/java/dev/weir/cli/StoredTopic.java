package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.cli.broker.BrokerConfig;
import dev.weir.cli.broker.EmbeddedBroker;
import dev.weir.cli.broker.TopicConfig;
import dev.weir.cli.broker.TopicSetup;
import dev.weir.cli.config.WeirConfig;
import dev.weir.cli.run.OpenStore;
import dev.weir.schema.Topics;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.KeyedRollup;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.EncodedRollup;
import dev.weir.storage.StoreMetrics;
import dev.weir.storage.kafka.RollupWriter;
import dev.weir.storage.kafka.RollupWriterConfig;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// A real broker with the rollups topic, and an embedded store that the real writer has filled from it.
final class StoredTopic implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path file;
    private final WeirConfig config;
    private final EmbeddedBroker broker;
    private final KafkaProducer<String, byte[]> producer;
    private final Admin admin;

    StoredTopic(Path directory) throws Exception {
        broker = new EmbeddedBroker(BrokerConfig.in(directory.resolve("broker")));
        broker.start();
        file = directory.resolve("weir.yaml");
        Path data = Files.createDirectories(directory.resolve("data"));
        Files.writeString(
                file,
                "kafka: {bootstrap.servers: \"%s\"}\ndata: %s\n"
                        .formatted(broker.bootstrapServers(), data));
        config = WeirConfig.read(Optional.of(file));
        TopicSetup.createMissing(kafka(), TopicConfig.EMBEDDED, PATIENCE);
        // One request at a time: of a partition whose leader is only just getting ready, a second
        // one
        // could be taken before the first, which the broker would then refuse for ever.
        Map<String, Object> settings = new HashMap<>(kafka());
        settings.put("max.in.flight.requests.per.connection", 1);
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        admin = Admin.create(kafka());
    }

    Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    WeirConfig config() {
        return config;
    }

    /// What the command said.
    record Said(int exitCode, String out, String err) {}

    /// Runs `weir store …` with this store's configuration.
    Said weir(String... arguments) {
        List<String> all = new ArrayList<>(List.of("store"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--config", file.toString()));
        var out = new StringWriter();
        var err = new StringWriter();
        int code =
                Weir.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(all.toArray(String[]::new));
        return new Said(code, out.toString(), err.toString());
    }

    /// A rollup of so many requests.
    static EncodedRollup rollup(String customer, Tier tier, long start, long part, long requests) {
        Rollup rollup = new Rollup();
        rollup.add(Counter.REQUESTS, requests);
        rollup.add(Counter.BYTES_SENT, 100 * requests);
        rollup.latency().record(1000, requests);
        return EncodedRollup.of(
                RollupCodec.encode(
                        new KeyedRollup(new RollupKey(customer, tier, start, part), rollup)));
    }

    /// Puts rollups into the topic, as the stream jobs do.
    void produce(EncodedRollup... rollups) throws Exception {
        produce(System.currentTimeMillis(), rollups);
    }

    /// The same, at a time.
    void produce(long millis, EncodedRollup... rollups) {
        for (EncodedRollup rollup : rollups) {
            var _ =
                    producer.send(
                            new ProducerRecord<>(
                                    Topics.ROLLUPS,
                                    null,
                                    millis,
                                    rollup.key().customer(),
                                    rollup.message()));
        }
        producer.flush();
    }

    /// Runs the writer until the store has all of the topic.
    void store() throws Exception {
        try (OpenStore open = OpenStore.made(config, config.data())) {
            var settings = RollupWriterConfig.of(kafka(), open.id());
            var writer =
                    new RollupWriter(
                            settings, open.store(), new StoreMetrics(new PrometheusRegistry()));
            try (writer) {
                writer.start();
                long deadline = System.nanoTime() + PATIENCE.toNanos();
                while (!committed(settings.groupId()).equals(ends())) {
                    assertTrue(System.nanoTime() < deadline, "the writer does not come to the end");
                    Thread.onSpinWait();
                }
            }
        }
    }

    private Map<TopicPartition, Long> committed(String group) throws Exception {
        return admin
                .listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .entrySet()
                .stream()
                .filter(offset -> offset.getKey().topic().equals(Topics.ROLLUPS))
                .filter(offset -> offset.getValue().offset() > 0)
                .collect(Collectors.toMap(Map.Entry::getKey, o -> o.getValue().offset()));
    }

    private Map<TopicPartition, Long> ends() throws Exception {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (int partition = 0; partition < TopicConfig.EMBEDDED.partitions(); partition++) {
            latest.put(new TopicPartition(Topics.ROLLUPS, partition), OffsetSpec.latest());
        }
        Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> ends =
                admin.listOffsets(latest).all().get();
        return ends.entrySet().stream()
                .filter(end -> end.getValue().offset() > 0)
                .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
    }

    /// Says that the store has all of the topic, though nobody wrote it.
    void pretendStored() throws Exception {
        String id;
        try (OpenStore open = OpenStore.toRead(config)) {
            id = open.id();
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        ends().forEach((partition, end) -> offsets.put(partition, new OffsetAndMetadata(end)));
        admin.alterConsumerGroupOffsets(RollupWriterConfig.of(kafka(), id).groupId(), offsets)
                .all()
                .get();
    }

    /// Writes into the store behind the topic's back.
    void write(EncodedRollup... rollups) throws Exception {
        try (OpenStore open = OpenStore.made(config, config.data())) {
            open.store().writeRollups(List.of(rollups));
        }
    }

    /// Deletes all that the topic holds now, as its retention does.
    void forgetTopic() throws Exception {
        Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
        ends().forEach((partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end)));
        admin.deleteRecords(all).all().get();
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
        broker.close();
    }
}
