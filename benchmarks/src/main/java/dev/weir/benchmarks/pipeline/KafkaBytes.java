package dev.weir.benchmarks.pipeline;

import dev.weir.schema.Topics;
import dev.weir.schema.frame.FrameReader;
import dev.weir.schema.frame.MalformedFrameException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// What requests take in Kafka.
///
/// @param bytes of keys and values in the topic
record KafkaBytes(long bytes, long requests) {
    static KafkaBytes read(String bootstrapServers) throws MalformedFrameException {
        var raw = new ByteArrayDeserializer();
        long size = 0;
        long requests = 0;
        var frames = new FrameReader();
        try (var consumer =
                new KafkaConsumer<>(
                        Map.<String, Object>of("bootstrap.servers", bootstrapServers), raw, raw)) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(Topics.REQUESTS).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(200))) {
                    size += record.key().length + record.value().length;
                    frames.read(record.value());
                    requests += frames.requestCount();
                }
            }
        }
        return new KafkaBytes(size, requests);
    }

    KafkaBytes since(KafkaBytes before) {
        return new KafkaBytes(bytes - before.bytes, requests - before.requests);
    }

    double perRequest() {
        return (double) bytes / requests;
    }
}
