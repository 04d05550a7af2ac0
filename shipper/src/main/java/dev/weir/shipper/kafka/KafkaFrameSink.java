package dev.weir.shipper.kafka;

import dev.weir.schema.Topics;
import dev.weir.shipper.FrameSink;
import dev.weir.shipper.RetryDecision;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/// Takes frames, gives them to the topic of requests, keyed by their source.
///
/// The producer is idempotent, so within a partition the broker stores a record only behind all
/// earlier ones, once it knows the producer: until then [PartitionGates] sees to it. At the first
/// failure the producer is closed at once, on the very thread that learns of it and so before it
/// can send anything more: left alone it would renumber what follows the failed record, and let it
/// through.
final class KafkaFrameSink implements FrameSink {
    /// A frame that is sent, or waits for its partition.
    private record Entry(ProducerRecord<byte[], byte[]> frame, int partition, Outcome outcome) {}

    private final KafkaProducer<byte[], byte[]> producer;
    private final PartitionGates<Entry> gates = new PartitionGates<>();
    private final AtomicBoolean failed = new AtomicBoolean();

    /// Connects when the first frame is sent.
    KafkaFrameSink(Map<String, Object> settings) {
        producer = new KafkaProducer<>(settings);
    }

    @Override
    public void send(String sourceId, byte[] frame, Outcome outcome) {
        byte[] key = sourceId.getBytes(StandardCharsets.UTF_8);
        try {
            int partition = partition(key);
            Entry entry =
                    new Entry(
                            new ProducerRecord<>(Topics.REQUESTS, partition, key, frame),
                            partition,
                            outcome);
            if (gates.enter(partition, entry)) {
                send(entry);
            }
        } catch (KafkaException | IllegalStateException e) {
            tell(outcome, e);
        }
    }

    /// The partition that Kafka's own partitioner gives the key.
    private int partition(byte[] key) {
        int partitions = producer.partitionsFor(Topics.REQUESTS).size();
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    private void send(Entry entry) {
        AtomicBoolean told = new AtomicBoolean();
        try {
            var _ =
                    producer.send(
                            entry.frame,
                            (_, failure) -> {
                                if (told.compareAndSet(false, true)) {
                                    answered(entry, failure);
                                }
                            });
        } catch (KafkaException | IllegalStateException e) {
            if (told.compareAndSet(false, true)) {
                tell(entry.outcome, e);
            }
        }
    }

    private void answered(Entry entry, @Nullable Exception failure) {
        tell(entry.outcome, failure);
        if (failure != null) {
            return;
        }
        List<Entry> next = gates.acknowledged(entry.partition);
        while (!next.isEmpty()) {
            next.forEach(this::send);
            next = gates.acknowledged(entry.partition);
        }
    }

    private void tell(Outcome outcome, @Nullable Exception failure) {
        if (failure == null) {
            outcome.acknowledged();
            return;
        }
        outcome.failed(KafkaFailures.decide(failure));
        if (failed.compareAndSet(false, true)) {
            producer.close(Duration.ZERO);
        }
    }

    @Override
    public void close(Duration timeout) {
        producer.close(timeout);
        var decision = new RetryDecision.Soon("closed", "the producer was closed");
        gates.close().forEach(entry -> entry.outcome.failed(decision));
    }
}
