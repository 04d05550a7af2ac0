package dev.weir.cli.inspect;

import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.frame.FrameReader;
import dev.weir.schema.frame.MalformedFrameException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Reads a topic of batches and prints their requests as JSON lines.
public final class TopicInspector {
    private static final Duration POLL = Duration.ofMillis(250);

    /// What to print.
    ///
    /// @param topic the topic
    /// @param limit at most so many requests
    /// @param follow whether to wait for more at the topic's end
    /// @param fromEnd whether to start at the end instead of the beginning
    public record Selection(String topic, long limit, boolean follow, boolean fromEnd) {}

    private final Selection selection;
    private final PrintWriter out;
    private final PrintWriter err;
    private final FrameReader frames = new FrameReader();
    private final BatchReader batch = new BatchReader();
    private long printed;

    /// Creates an inspector that prints requests to `out` and complaints to `err`.
    public TopicInspector(Selection selection, PrintWriter out, PrintWriter err) {
        this.selection = selection;
        this.out = out;
        this.err = err;
    }

    /// Prints until the limit, the end of the topic, or for ever.
    ///
    /// @return how many requests were printed
    public long run(Map<String, Object> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        var bytes = new ByteArrayDeserializer();
        try (var consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(selection.topic()).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            if (selection.fromEnd()) {
                consumer.seekToEnd(partitions);
            } else {
                consumer.seekToBeginning(partitions);
            }
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (printed < selection.limit() && (selection.follow() || hasMore(consumer, ends))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    print(record);
                }
                out.flush();
            }
        }
        return printed;
    }

    private static boolean hasMore(
            KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }

    private void print(ConsumerRecord<byte[], byte[]> record) {
        try {
            frames.read(record.value());
            batch.open(frames.message(), frames.messageLength());
            for (int i = 0; i < batch.requestCount() && printed < selection.limit(); i++) {
                out.println(RequestJson.line(batch, i));
                printed++;
            }
        } catch (MalformedFrameException | MalformedBatchException e) {
            err.println(
                    record.topic()
                            + "-"
                            + record.partition()
                            + "@"
                            + record.offset()
                            + ": "
                            + e.getMessage());
        }
    }
}
