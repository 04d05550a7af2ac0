package dev.weir.benchmarks.stream;

import dev.weir.schema.Topics;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.frame.FrameWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Sends batches to Kafka at the times of their requests, moved so that the first is now.
final class LiveTraffic implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<EncodedBatch> batches;
    private final Thread thread;

    /// @param batches whose times are moved
    LiveTraffic(String servers, List<EncodedBatch> batches) {
        this.batches = batches;
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", servers),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        thread = Thread.ofPlatform().name("traffic").daemon().unstarted(this::send);
    }

    void start() {
        thread.start();
    }

    private void send() {
        var reader = new BatchReader();
        var frames = new FrameWriter();
        try {
            reader.open(batches.getFirst().message(), batches.getFirst().messageLength());
            long shift = System.currentTimeMillis() - reader.time(0);
            // All of them, also those that are not sent before the end: the next traffic may be of
            // the same
            // batches, and goes by the first one's time.
            batches.forEach(batch -> ManyCustomers.shift(batch, shift));
            for (EncodedBatch batch : batches) {
                reader.open(batch.message(), batch.messageLength());
                long due = reader.time(reader.requestCount() - 1);
                Thread.sleep(Math.max(due - System.currentTimeMillis(), 0));
                byte[] key = batch.sourceId().getBytes(StandardCharsets.UTF_8);
                byte[] frame =
                        frames.frame(batch.message(), batch.messageLength(), batch.requestCount());
                var _ = producer.send(new ProducerRecord<>(Topics.REQUESTS, key, frame));
            }
        } catch (MalformedBatchException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException | InterruptException e) {
            // Closed: there is nothing more to send.
            return;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        producer.close();
    }
}
