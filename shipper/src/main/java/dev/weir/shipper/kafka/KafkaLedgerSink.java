package dev.weir.shipper.kafka;

import dev.weir.schema.Topics;
import dev.weir.schema.source.SourceLines;
import dev.weir.schema.source.SourceLinesCodec;
import dev.weir.shipper.LedgerSink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/// Takes what is said of the lines of each source, gives it to the topic of the ledger.
final class KafkaLedgerSink implements LedgerSink {
    private final KafkaProducer<byte[], byte[]> producer;

    KafkaLedgerSink(Map<String, Object> settings) {
        producer = new KafkaProducer<>(settings);
    }

    @Override
    public boolean send(List<SourceLines> lines) throws InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try {
            for (SourceLines one : lines) {
                sent.add(
                        producer.send(
                                new ProducerRecord<>(
                                        Topics.LEDGER,
                                        one.sourceId().getBytes(StandardCharsets.UTF_8),
                                        SourceLinesCodec.encode(one))));
                if (sent.getLast().isDone()) {
                    // Without a way to Kafka each would wait for it as long as the first.
                    sent.getLast().get();
                }
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
            return true;
        } catch (InterruptException _) {
            throw new InterruptedException();
        } catch (ExecutionException | KafkaException _) {
            return false;
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
