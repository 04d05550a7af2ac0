package dev.weir.cli.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.cli.inspect.BatchStats;
import dev.weir.cli.inspect.TopicInspector;
import dev.weir.schema.Topics;
import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.StringField;
import dev.weir.schema.frame.FrameReader;
import dev.weir.shipper.Shipper;
import dev.weir.shipper.ShipperConfig;
import dev.weir.shipper.ShipperMetrics;
import dev.weir.shipper.ShipperState;
import dev.weir.shipper.kafka.KafkaSinks;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShipperIT {
    private static final List<String> SOURCES = List.of("edge/1-1-a", "edge/1-2-b", "edge/1-3-c");
    private static final int BATCHES = 400;
    private static final int BATCH_BYTES = 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir Path directory;

    private final Map<String, List<Long>> acknowledged = new ConcurrentHashMap<>();

    @Test
    void everyBatchArrivesInOrderOnceAcrossAStopOfTheBroker() throws Exception {
        EmbeddedBroker broker = EmbeddedBrokerIT.started(BrokerConfig.in(directory));
        BrokerConfig samePort = BrokerConfig.in(directory).withPort(broker.port());
        TopicSetup.createMissing(EmbeddedBrokerIT.clients(broker), TopicConfig.EMBEDDED, PATIENCE);
        try (Shipper shipper = shipper(broker.bootstrapServers(), Map.of())) {
            shipper.start();
            Thread parser = Thread.ofPlatform().start(() -> shipAll(shipper));
            await(() -> count() > BATCHES);

            broker.close();
            broker = EmbeddedBrokerIT.started(samePort);

            assertTrue(parser.join(PATIENCE));
            await(() -> count() == SOURCES.size() * BATCHES);
            await(() -> shipper.state() instanceof ShipperState.Shipping);
            assertNothingIsMissing(broker);
        } finally {
            broker.close();
        }
    }

    @Test
    void aBatchThatTheBrokerFindsTooLargeWaitsUntilTheLimitIsRaised() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBrokerIT.started(BrokerConfig.in(directory));
                Admin admin = Admin.create(EmbeddedBrokerIT.clients(broker))) {
            TopicSetup.createMissing(
                    EmbeddedBrokerIT.clients(broker), TopicConfig.EMBEDDED, PATIENCE);
            limit(admin, "100");
            try (Shipper shipper = shipper(broker.bootstrapServers(), Map.of())) {
                shipper.start();
                // The limit takes a moment to reach the partition: what comes before passes.
                int shipped = 0;
                while (!tellsToRaiseTheLimit(shipper)) {
                    int number = shipped++;
                    shipper.ship(
                            batch(SOURCES.getFirst(), number),
                            () -> acknowledge(SOURCES.getFirst(), number));
                    await(() -> count() > number || tellsToRaiseTheLimit(shipper));
                }
                int waiting = shipped++;
                shipper.ship(
                        batch(SOURCES.getFirst(), waiting),
                        () -> acknowledge(SOURCES.getFirst(), waiting));
                assertEquals(waiting - 1, count());

                limit(admin, "1000000");

                await(() -> count() == waiting + 1);
                assertEquals(
                        IntStream.range(0, shipped).mapToObj(Long::valueOf).toList(),
                        acknowledged.get(SOURCES.getFirst()));
            }
        }
    }

    @Test
    void aBatchThatTheBrokerFindsTooLargeArrivesInParts() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBrokerIT.started(BrokerConfig.in(directory));
                Admin admin = Admin.create(EmbeddedBrokerIT.clients(broker))) {
            var topic = new NewTopic(Topics.REQUESTS, 4, (short) 1);
            admin.createTopics(List.of(topic.configs(Map.of("max.message.bytes", "20000"))))
                    .all()
                    .get();
            TopicSetup.createMissing(
                    EmbeddedBrokerIT.clients(broker), TopicConfig.EMBEDDED, PATIENCE);
            List<String> tooLarge = Collections.synchronizedList(new ArrayList<>());
            try (Shipper shipper = shipper(broker.bootstrapServers(), Map.of())) {
                shipper.onRejected(line -> tooLarge.add(line.sourceId() + "@" + line.offset()));
                shipper.start();
                for (int number = 0; number < 20; number++) {
                    // Ten of these are three times the limit, and in each a request alone is.
                    int requests = number % 2 == 0 ? 3 : 300;
                    int n = number;
                    for (String source : SOURCES) {
                        shipper.ship(
                                randomPaths(source, n, requests, requests == 3 ? 100 : 200),
                                () -> acknowledge(source, n));
                    }
                }
                await(() -> count() == 20 * SOURCES.size());
                assertTrue(shipper.state() instanceof ShipperState.Shipping);
            }
            List<Long> inOrder = IntStream.range(0, 20).mapToObj(Long::valueOf).toList();
            int requests = 0;
            for (String source : SOURCES) {
                assertEquals(inOrder, acknowledged.get(source));
                requests += countedRequests(broker, source, 20L * BATCH_BYTES);
            }
            assertEquals(SOURCES.size() * (10 * 3 + 10 * 300) - tooLarge.size(), requests);
            assertEquals(SOURCES.size() * 10, tooLarge.size());
        }
    }

    /// Requests with paths that do not compress; the second of many has one of 30,000 bytes.
    private static EncodedBatch randomPaths(
            String source, long number, int requests, int pathBytes) {
        Random random = new Random(number);
        BatchEncoder encoder = new BatchEncoder();
        encoder.begin(
                new BatchEncoder.Source(source, "edge", "/var/log/access.log"),
                number * BATCH_BYTES);
        for (int line = 0; line < requests; line++) {
            byte[] path = new byte[line == 1 && requests > 3 ? 30_000 : pathBytes];
            random.nextBytes(path);
            encoder.beginRequest(number * BATCH_BYTES + line, 1_700_000_000_000L + line);
            encoder.string(StringField.PATH, path, 0, path.length);
            encoder.endRequest();
        }
        return encoder.close((number + 1) * BATCH_BYTES, 1_700_000_000_000L);
    }

    /// Counts as the stream jobs do, and checks that nothing is missing up to `end`.
    private static int countedRequests(EmbeddedBroker broker, String source, long end)
            throws Exception {
        FrameReader frames = new FrameReader();
        BatchReader batch = new BatchReader();
        long counted = 0;
        int requests = 0;
        for (ConsumerRecord<String, byte[]> one : consume(broker, Topics.REQUESTS, 1)) {
            if (!one.key().equals(source)) {
                continue;
            }
            frames.read(one.value());
            batch.open(frames.message(), frames.messageLength());
            assertTrue(batch.firstOffset() <= counted, "gap at " + counted + " of " + source);
            for (int request = 0; request < batch.requestCount(); request++) {
                requests += batch.lineOffset(request) >= counted ? 1 : 0;
            }
            counted = Math.max(counted, batch.endOffset());
        }
        assertEquals(end, counted);
        return requests;
    }

    @Test
    void aTopicThatIsMissingIsToldAndWaitedFor() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBrokerIT.started(BrokerConfig.in(directory));
                Shipper shipper =
                        shipper(broker.bootstrapServers(), Map.of("max.block.ms", 1000))) {
            shipper.start();
            shipper.ship(batch(SOURCES.getFirst(), 0), () -> acknowledge(SOURCES.getFirst(), 0));

            await(() ->
                    shipper.state() instanceof ShipperState.BackingOff(String reason, _, _)
                            && reason.contains(Topics.REQUESTS));
            TopicSetup.createMissing(
                    EmbeddedBrokerIT.clients(broker), TopicConfig.EMBEDDED, PATIENCE);

            await(() -> count() == 1);
        }
    }

    @Test
    void aRejectedLineIsInItsTopicWithItsReason() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBrokerIT.started(BrokerConfig.in(directory));
                Shipper shipper = shipper(broker.bootstrapServers(), Map.of())) {
            TopicSetup.createMissing(
                    EmbeddedBrokerIT.clients(broker), TopicConfig.EMBEDDED, PATIENCE);
            shipper.start();

            shipper.rejected(
                    "edge/1-1-a", 42, "no status", "what?".getBytes(StandardCharsets.UTF_8));

            ConsumerRecord<String, byte[]> found = consume(broker, Topics.REJECTED, 1).getFirst();
            assertEquals("what?", new String(found.value(), StandardCharsets.UTF_8));
            assertEquals("no status", header(found, "reason"));
            assertEquals("edge/1-1-a", header(found, "source"));
            assertEquals("42", header(found, "offset"));
        }
    }

    @Test
    void theStatisticsOfATopicCountWhatWasShipped() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBrokerIT.started(BrokerConfig.in(directory));
                Shipper shipper = shipper(broker.bootstrapServers(), Map.of())) {
            TopicSetup.createMissing(
                    EmbeddedBrokerIT.clients(broker), TopicConfig.EMBEDDED, PATIENCE);
            shipper.start();
            for (int number = 0; number < 10; number++) {
                int n = number;
                shipper.ship(batch(SOURCES.getFirst(), n), () -> acknowledge("a", n));
            }
            await(() -> count() == 10);

            BatchStats stats = new BatchStats(Long.MAX_VALUE);
            StringWriter complaints = new StringWriter();
            new TopicInspector(
                            new TopicInspector.Selection(Topics.REQUESTS, false, false),
                            stats,
                            new PrintWriter(complaints))
                    .run(EmbeddedBrokerIT.clients(broker));
            StringWriter json = new StringWriter();
            stats.printJson(new PrintWriter(json));

            assertTrue(
                    json.toString().startsWith("{\"batches\":10,\"requests\":30,"), json::toString);
            assertEquals("", complaints.toString());
        }
    }

    private static boolean tellsToRaiseTheLimit(Shipper shipper) {
        return shipper.state() instanceof ShipperState.Failed(String reason, _)
                && reason.contains("raise max.message.bytes");
    }

    private void shipAll(Shipper shipper) {
        for (int number = 0; number < BATCHES; number++) {
            int n = number;
            for (String source : SOURCES) {
                shipper.ship(batch(source, n), () -> acknowledge(source, n));
            }
            // Slow enough that the broker is stopped in the middle.
            LockSupport.parkNanos(5_000_000);
        }
    }

    private void acknowledge(String source, long number) {
        acknowledged
                .computeIfAbsent(
                        source, _ -> java.util.Collections.synchronizedList(new ArrayList<>()))
                .add(number);
    }

    private int count() {
        return acknowledged.values().stream().mapToInt(List::size).sum();
    }

    private static void limit(Admin admin, String bytes) throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.REQUESTS);
        AlterConfigOp set =
                new AlterConfigOp(
                        new ConfigEntry("max.message.bytes", bytes), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(topic, List.of(set))).all().get();
    }

    private static Shipper shipper(String servers, Map<String, Object> more) throws Exception {
        Map<String, Object> kafka = new HashMap<>(more);
        kafka.put("bootstrap.servers", servers);
        ShipperConfig config = new ShipperConfig(kafka, 32 * 1024, 64, Duration.ofSeconds(10));
        return new Shipper(
                config, KafkaSinks.of(config), new ShipperMetrics(new PrometheusRegistry()));
    }

    private static EncodedBatch batch(String source, long number) {
        BatchEncoder encoder = new BatchEncoder();
        encoder.begin(
                new BatchEncoder.Source(source, "edge", "/var/log/access.log"),
                number * BATCH_BYTES);
        byte[] path = ("/" + source + "/" + number).getBytes(StandardCharsets.UTF_8);
        for (int line = 0; line < 3; line++) {
            encoder.beginRequest(number * BATCH_BYTES + line, 1_700_000_000_000L + line);
            encoder.status(200);
            encoder.string(StringField.PATH, path, 0, path.length);
            encoder.endRequest();
        }
        return encoder.close((number + 1) * BATCH_BYTES, 1_700_000_000_000L);
    }

    /// Reads as the stream jobs do: what lies below the end already counted is a repeat, what
    /// starts above it leaves a gap.
    private void assertNothingIsMissing(EmbeddedBroker broker) throws Exception {
        Map<String, Long> ends = new HashMap<>();
        FrameReader frames = new FrameReader();
        BatchReader batches = new BatchReader();
        for (ConsumerRecord<String, byte[]> one :
                consume(broker, Topics.REQUESTS, SOURCES.size() * BATCHES)) {
            frames.read(one.value());
            batches.open(frames.message(), frames.messageLength());
            assertEquals(one.key(), batches.sourceId());
            assertEquals(3, batches.requestCount());
            long end = ends.getOrDefault(one.key(), 0L);
            assertTrue(batches.firstOffset() <= end, "gap at " + end + " of " + one.key());
            ends.put(one.key(), Math.max(end, batches.endOffset()));
        }
        List<Long> inOrder = IntStream.range(0, BATCHES).mapToObj(Long::valueOf).toList();
        for (String source : SOURCES) {
            assertEquals((long) BATCHES * BATCH_BYTES, ends.get(source));
            assertEquals(inOrder, acknowledged.get(source));
        }
    }

    private static String header(ConsumerRecord<String, byte[]> of, String name) {
        return new String(of.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /// All records that the topic holds once it holds `atLeast`.
    private static List<ConsumerRecord<String, byte[]>> consume(
            EmbeddedBroker broker, String topic, int atLeast) {
        try (Consumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        EmbeddedBrokerIT.clients(broker),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            boolean more = true;
            while (more) {
                assertTrue(System.nanoTime() < deadline, "only " + records.size() + " records");
                var polled = consumer.poll(Duration.ofMillis(200));
                polled.forEach(records::add);
                more = records.size() < atLeast || !polled.isEmpty();
            }
            return records;
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "waited too long");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
