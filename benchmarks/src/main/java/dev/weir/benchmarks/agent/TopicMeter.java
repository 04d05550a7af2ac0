package dev.weir.benchmarks.agent;

import dev.weir.schema.frame.FrameReader;
import dev.weir.schema.frame.MalformedFrameException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Counts the lines that have arrived in a topic, and the bytes that they take in the broker's log.
final class TopicMeter implements AutoCloseable {
    private final String topic;
    private final boolean frames;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final FrameReader reader = new FrameReader();
    private final Admin admin;
    private long requests;

    /// @param frames whether a record is a batch of lines, or else a line
    TopicMeter(String bootstrapServers, String topic, boolean frames) {
        this.topic = topic;
        this.frames = frames;
        var bytes = new ByteArrayDeserializer();
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers);
        consumer = new KafkaConsumer<>(settings, bytes, bytes);
        admin = Admin.create(settings);
        partitions =
                consumer.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /// Lines that have arrived so far.
    long lines() throws MalformedFrameException {
        if (!frames) {
            return consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(10))) {
            reader.read(record.value());
            requests += reader.requestCount();
        }
        return requests;
    }

    /// Bytes of the topic in the broker's log.
    long bytes() throws ExecutionException, InterruptedException {
        return admin.describeLogDirs(List.of(1)).allDescriptions().get().values().stream()
                .flatMap(directories -> directories.values().stream())
                .flatMap(directory -> directory.replicaInfos().entrySet().stream())
                .filter(replica -> replica.getKey().topic().equals(topic))
                .mapToLong(replica -> replica.getValue().size())
                .sum();
    }

    @Override
    public void close() {
        consumer.close();
        admin.close();
    }
}
