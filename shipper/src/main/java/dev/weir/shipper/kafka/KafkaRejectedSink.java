package dev.weir.shipper.kafka;

import dev.weir.schema.Topics;
import dev.weir.shipper.RejectedLine;
import dev.weir.shipper.RejectedSink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/// Takes rejected lines, gives them to the topic of rejected lines.
final class KafkaRejectedSink implements RejectedSink {
    private final KafkaProducer<byte[], byte[]> producer;

    KafkaRejectedSink(Map<String, Object> settings) {
        producer = new KafkaProducer<>(settings);
    }

    @Override
    public boolean send(RejectedLine line) throws InterruptedException {
        List<Header> headers =
                List.of(
                        header("reason", line.reason()),
                        header("source", line.sourceId()),
                        header("offset", Long.toString(line.offset())));
        try {
            producer.send(
                            new ProducerRecord<>(
                                    Topics.REJECTED,
                                    null,
                                    line.sourceId().getBytes(StandardCharsets.UTF_8),
                                    line.line(),
                                    headers))
                    .get();
            return true;
        } catch (InterruptException _) {
            throw new InterruptedException();
        } catch (ExecutionException | KafkaException _) {
            return false;
        }
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
