package dev.weir.cli.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.cli.config.WeirConfig;
import dev.weir.jobs.JobConfig;
import dev.weir.jobs.StreamJob;
import dev.weir.jobs.metrics.JobMetrics;
import dev.weir.schema.Topics;
import dev.weir.schema.rollup.Tier;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the stream jobs do about the run before.
class StreamRestartIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// Far longer than the test: nobody else aborts them.
    private static final String TIMEOUT_MILLIS = "600000";

    @TempDir Path directory;

    @Test
    void whatTheRunBeforeLeftOpenIsAbortedAndNothingElse() throws Exception {
        try (EmbeddedBroker broker =
                EmbeddedBrokerIT.started(BrokerConfig.in(directory.resolve("broker")))) {
            Map<String, Object> kafka = EmbeddedBrokerIT.clients(broker);
            TopicSetup.createMissing(kafka, TopicConfig.EMBEDDED, PATIENCE);
            JobConfig config =
                    WeirConfig.read(Optional.empty()).stream()
                            .job(kafka, Tier.DEFAULT, directory.resolve("stream"));
            create(config);
            String ids =
                    Files.readString(config.stateDirectory().resolve("weir-stream.transactions"));
            try (var killed = open(broker, ids + "1", Topics.ROLLUPS);
                    var another = open(broker, anothers(), Topics.SIGNALS);
                    var after = EmbeddedBrokerIT.producer(broker, Map.of())) {
                after.send(new ProducerRecord<>(Topics.ROLLUPS, "k", "after")).get();

                create(config);

                assertEquals(List.of("after"), EmbeddedBrokerIT.consume(broker, Topics.ROLLUPS, 1));
                assertThrows(ApiException.class, killed::commitTransaction);
                another.commitTransaction();
                assertEquals(
                        List.of("in a transaction"),
                        EmbeddedBrokerIT.consume(broker, Topics.SIGNALS, 1));
            }
        }
    }

    private static void create(JobConfig config) {
        new StreamJob(config, new JobMetrics(new PrometheusRegistry())).close();
    }

    private static String anothers() {
        return "weir-stream-" + UUID.randomUUID() + "-1";
    }

    private static KafkaProducer<String, String> open(
            EmbeddedBroker broker, String id, String topic) throws Exception {
        KafkaProducer<String, String> producer =
                EmbeddedBrokerIT.producer(
                        broker,
                        Map.of("transactional.id", id, "transaction.timeout.ms", TIMEOUT_MILLIS));
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(topic, "k", "in a transaction")).get();
        return producer;
    }
}
