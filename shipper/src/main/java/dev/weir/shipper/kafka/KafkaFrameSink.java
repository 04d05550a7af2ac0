package dev.weir.shipper.kafka;

import dev.weir.schema.Topics;
import dev.weir.shipper.FrameSink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/// Takes frames, gives them to the topic of requests, keyed by their source.
///
/// The producer is idempotent, so within a partition the broker stores a record only behind all
/// earlier ones. At the first failure the producer is closed at once, on the very thread that
/// learns of it and so before it can send anything more: left alone it would renumber what follows
/// the failed record, and let it through.
final class KafkaFrameSink implements FrameSink {
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicBoolean failed = new AtomicBoolean();

    /// Connects when the first frame is sent.
    KafkaFrameSink(Map<String, Object> settings) {
        producer = new KafkaProducer<>(settings);
    }

    @Override
    public void send(String sourceId, byte[] frame, Outcome outcome) {
        byte[] key = sourceId.getBytes(StandardCharsets.UTF_8);
        AtomicBoolean told = new AtomicBoolean();
        try {
            var _ =
                    producer.send(
                            new ProducerRecord<>(Topics.REQUESTS, key, frame),
                            (_, failure) -> {
                                if (told.compareAndSet(false, true)) {
                                    tell(outcome, failure);
                                }
                            });
        } catch (KafkaException | IllegalStateException e) {
            if (told.compareAndSet(false, true)) {
                tell(outcome, e);
            }
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
    }
}
