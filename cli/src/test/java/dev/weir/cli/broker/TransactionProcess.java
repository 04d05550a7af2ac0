package dev.weir.cli.broker;

import dev.weir.schema.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// A process with a broker and producers that do nothing but transactions, to be killed: one of them is
/// being finished at any moment.
final class TransactionProcess {
    static final List<String> TOPICS =
            List.of(Topics.PARTIALS, Topics.ROLLUPS, Topics.SIGNALS, Topics.SOURCES);
    static final int PARTITIONS = 4;
    private static final int PRODUCERS = 8;
    private static final int BEFORE_READY = 20;

    private TransactionProcess() {}

    /// Starts it; it prints a line once all producers are at work.
    static Process start(Path directory) throws IOException {
        return BrokerProcess.start(TransactionProcess.class, directory);
    }

    /// Runs until killed.
    public static void main(String[] arguments) throws Exception {
        EmbeddedBroker broker = EmbeddedBrokerIT.started(BrokerConfig.in(Path.of(arguments[0])));
        TopicSetup.createMissing(
                EmbeddedBrokerIT.clients(broker), TopicConfig.EMBEDDED, Duration.ofSeconds(30));
        var ready = new CountDownLatch(PRODUCERS * BEFORE_READY);
        for (int producer = 0; producer < PRODUCERS; producer++) {
            String id = "transactions-" + producer;
            Thread.ofPlatform().name(id).start(() -> transact(broker, id, ready));
        }
        ready.await();
        System.out.println("at work");
    }

    private static void transact(EmbeddedBroker broker, String id, CountDownLatch ready) {
        try (KafkaProducer<String, String> producer =
                EmbeddedBrokerIT.producer(
                        broker, Map.of("transactional.id", id, "transaction.timeout.ms", "2000"))) {
            producer.initTransactions();
            while (true) {
                producer.beginTransaction();
                for (String topic : TOPICS) {
                    for (int partition = 0; partition < PARTITIONS; partition++) {
                        var _ = producer.send(new ProducerRecord<>(topic, partition, id, "value"));
                    }
                }
                producer.commitTransaction();
                ready.countDown();
            }
        }
    }
}
