package dev.weir.benchmarks;

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

/// What the requests cost in Kafka: the sizes of keys and values in their topic.
final class KafkaBytes {
    static double perRequest(String bootstrapServers) throws MalformedFrameException {
        var bytes = new ByteArrayDeserializer();
        long size = 0;
        long requests = 0;
        var frames = new FrameReader();
        try (var consumer =
                new KafkaConsumer<>(
                        Map.<String, Object>of("bootstrap.servers", bootstrapServers),
                        bytes,
                        bytes)) {
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
        return (double) size / requests;
    }

    private KafkaBytes() {}
}
