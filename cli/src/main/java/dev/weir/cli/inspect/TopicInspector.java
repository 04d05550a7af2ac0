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

/// Takes a topic of batches, gives them to a visitor.
public final class TopicInspector {
    private static final Duration POLL = Duration.ofMillis(250);

    /// Which batches.
    ///
    /// @param topic the topic
    /// @param follow whether to wait for more at the topic's end
    /// @param fromEnd whether to start at the end instead of the beginning
    public record Selection(String topic, boolean follow, boolean fromEnd) {}

    private final Selection selection;
    private final BatchVisitor visitor;
    private final PrintWriter err;
    private final FrameReader frames = new FrameReader();
    private final BatchReader batch = new BatchReader();

    /// Creates an inspector that gives batches to `visitor` and prints complaints to `err`.
    public TopicInspector(Selection selection, BatchVisitor visitor, PrintWriter err) {
        this.selection = selection;
        this.visitor = visitor;
        this.err = err;
    }

    /// Reads until the visitor has enough, to the end of the topic, or for ever.
    public void run(Map<String, Object> kafka) {
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
            while (visitor.wantsMore() && (selection.follow() || hasMore(consumer, ends))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    visit(record);
                }
                visitor.flush();
            }
        }
    }

    private static boolean hasMore(
            KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }

    private void visit(ConsumerRecord<byte[], byte[]> record) {
        if (!visitor.wantsMore()) {
            return;
        }
        try {
            frames.read(record.value());
            batch.open(frames.message(), frames.messageLength());
            visitor.visit(batch, frames.messageLength(), record.value().length);
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
