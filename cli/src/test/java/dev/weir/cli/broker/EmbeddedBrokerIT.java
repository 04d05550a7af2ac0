package dev.weir.cli.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.Topics;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path directory;

    @Test
    void whatIsProducedIsConsumedAndKeptOverARestart() throws Exception {
        List<String> expected = numbered(100);
        try (EmbeddedBroker broker = started(BrokerConfig.in(directory))) {
            TopicSetup.createMissing(clients(broker), TopicConfig.EMBEDDED, PATIENCE);
            try (KafkaProducer<String, String> producer = producer(broker, Map.of())) {
                for (String value : expected) {
                    producer.send(new ProducerRecord<>(Topics.REQUESTS, "source", value)).get();
                }
            }
            assertEquals(expected, consume(broker, Topics.REQUESTS, 100));
        }

        try (EmbeddedBroker again = started(BrokerConfig.in(directory))) {
            assertEquals(expected, consume(again, Topics.REQUESTS, 100));
            // Creating what exists changes nothing.
            TopicSetup.createMissing(clients(again), TopicConfig.EMBEDDED, PATIENCE);
            assertEquals(expected, consume(again, Topics.REQUESTS, 100));
        }
    }

    @Test
    void transactionsCommitAndAbort() throws Exception {
        try (EmbeddedBroker broker = started(BrokerConfig.in(directory))) {
            TopicSetup.createMissing(clients(broker), TopicConfig.EMBEDDED, PATIENCE);
            try (KafkaProducer<String, String> producer =
                    producer(broker, Map.of("transactional.id", "test"))) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(Topics.ROLLUPS, "k", "aborted")).get();
                producer.abortTransaction();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(Topics.ROLLUPS, "k", "committed")).get();
                producer.commitTransaction();
            }

            assertEquals(List.of("committed"), consume(broker, Topics.ROLLUPS, 1));
        }
    }

    @Test
    void topicsHaveTheSettingsThatWeirAsksFor() throws Exception {
        try (EmbeddedBroker broker = started(BrokerConfig.in(directory));
                Admin admin = Admin.create(clients(broker))) {
            TopicSetup.createMissing(clients(broker), TopicConfig.EMBEDDED, PATIENCE);

            Map<String, TopicDescription> descriptions =
                    admin.describeTopics(
                                    TopicSetup.topics(TopicConfig.EMBEDDED).stream()
                                            .map(topic -> topic.name())
                                            .toList())
                            .allTopicNames()
                            .get();

            assertEquals(7, descriptions.size());
            assertEquals(4, partitions(descriptions, Topics.REQUESTS));
            assertEquals(1, partitions(descriptions, Topics.REJECTED));
            assertTrue(admin.listTopics().names().get().containsAll(descriptions.keySet()));
        }
    }

    @Test
    void whatWasAcknowledgedIsThereAfterTheProcessWasKilled() throws Exception {
        Process child = BrokerProcess.start(directory);
        int acknowledged = 0;
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            String line;
            while (acknowledged < 500 && (line = lines.readLine()) != null) {
                assertEquals("acknowledged " + acknowledged, line);
                acknowledged++;
            }
            child.destroyForcibly().waitFor();
        }
        assertEquals(500, acknowledged);

        long begun = System.nanoTime();
        try (EmbeddedBroker broker = started(BrokerConfig.in(directory))) {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
            List<String> found = consume(broker, Topics.REQUESTS, acknowledged);

            assertEquals(numbered(acknowledged), found.subList(0, acknowledged));
            assertTrue(seconds < 30, "recovery took " + seconds + " s");
        }
    }

    @Test
    void everyTransactionEndsAfterTheProcessWasKilled() throws Exception {
        Process child = TransactionProcess.start(directory);
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("at work", lines.readLine());
            child.destroyForcibly().waitFor();
        }

        try (EmbeddedBroker broker = started(BrokerConfig.in(directory));
                Consumer<String, String> all = consumer(broker, "read_uncommitted");
                Consumer<String, String> committed = consumer(broker, "read_committed")) {
            List<TopicPartition> partitions =
                    TransactionProcess.TOPICS.stream()
                            .flatMap(topic -> partitions(committed, topic).stream())
                            .toList();
            Map<TopicPartition, Long> ends = all.endOffsets(partitions);
            committed.assign(partitions);
            committed.seekToBeginning(partitions);
            List<TopicPartition> open = partitions;
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!open.isEmpty() && System.nanoTime() < deadline) {
                committed.poll(Duration.ofMillis(100));
                open =
                        partitions.stream()
                                .filter(one -> committed.position(one) < ends.getOrDefault(one, 0L))
                                .toList();
            }
            assertEquals(List.of(), open, "partitions with transactions that are never over");
        }
    }

    @Test
    void aPortInUseIsOneSentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                EmbeddedBroker broker =
                        new EmbeddedBroker(
                                BrokerConfig.in(directory).withPort(taken.getLocalPort()))) {
            BrokerException thrown = assertThrows(BrokerException.class, broker::start);

            assertTrue(
                    String.valueOf(thrown.getMessage())
                            .startsWith("port " + taken.getLocalPort() + " of 127.0.0.1 is in use"),
                    thrown.getMessage());
        }
    }

    @Test
    void aDirectoryInUseIsOneSentence() throws Exception {
        try (EmbeddedBroker first = started(BrokerConfig.in(directory));
                EmbeddedBroker second = new EmbeddedBroker(BrokerConfig.in(directory))) {
            BrokerException thrown = assertThrows(BrokerException.class, second::start);

            assertTrue(
                    String.valueOf(thrown.getMessage()).contains("is in use by another process"),
                    thrown.getMessage());
            assertTrue(first.port() > 0);
        }
    }

    @Test
    void aDirectoryThatIsAFileIsOneSentence() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "no directory");
        try (EmbeddedBroker broker = new EmbeddedBroker(BrokerConfig.in(file.resolve("data")))) {
            BrokerException thrown = assertThrows(BrokerException.class, broker::start);

            assertTrue(
                    String.valueOf(thrown.getMessage()).contains("cannot be used"),
                    thrown.getMessage());
        }
    }

    @Test
    void aKafkaThatIsNotThereIsOneSentence() {
        BrokerException thrown =
                assertThrows(
                        BrokerException.class,
                        () ->
                                TopicSetup.createMissing(
                                        Map.of("bootstrap.servers", "127.0.0.1:1"),
                                        TopicConfig.EMBEDDED,
                                        Duration.ofSeconds(2)));

        assertTrue(
                String.valueOf(thrown.getMessage())
                        .startsWith("Kafka at 127.0.0.1:1 does not answer"),
                thrown.getMessage());
    }

    private static int partitions(Map<String, TopicDescription> topics, String name) {
        return Objects.requireNonNull(topics.get(name), name).partitions().size();
    }

    static EmbeddedBroker started(BrokerConfig config) throws BrokerException {
        EmbeddedBroker broker = new EmbeddedBroker(config);
        broker.start();
        return broker;
    }

    static Map<String, Object> clients(EmbeddedBroker broker) {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    private static List<String> numbered(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    static KafkaProducer<String, String> producer(EmbeddedBroker broker, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(clients(broker));
        settings.putAll(more);
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    /// The committed records of all partitions, at least `count` of them.
    static List<String> consume(EmbeddedBroker broker, String topic, int count) throws IOException {
        try (Consumer<String, String> consumer = consumer(broker, "read_committed")) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<String> values = new ArrayList<>();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (values.size() < count) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("only " + values.size() + " of " + count + " records");
                }
                for (ConsumerRecord<String, String> one : consumer.poll(Duration.ofMillis(100))) {
                    values.add(one.value());
                }
            }
            return values;
        }
    }

    private static Consumer<String, String> consumer(EmbeddedBroker broker, String isolation) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "isolation.level",
                        isolation),
                new StringDeserializer(),
                new StringDeserializer());
    }

    private static List<TopicPartition> partitions(Consumer<?, ?> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }
}
