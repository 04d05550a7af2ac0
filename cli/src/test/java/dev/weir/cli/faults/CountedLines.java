package dev.weir.cli.faults;

import dev.weir.schema.Topics;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.batch.StringField;
import dev.weir.schema.frame.FrameReader;
import dev.weir.schema.frame.MalformedFrameException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Reads the topic of requests beside the stream jobs, drops repeats by source and offset, and
/// compares each line that counts with where it was written.
final class CountedLines implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int MAX_ERRORS = 20;

    private final NumberedLog log;
    private final List<TopicPartition> partitions;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final FrameReader frames = new FrameReader();
    private final BatchReader batch = new BatchReader();
    private final Map<String, Long> countedTo = new HashMap<>();
    private final BitSet counted = new BitSet();
    private final List<String> errors = new ArrayList<>();
    private long repeated;

    CountedLines(NumberedLog log, Map<String, Object> kafka, int partitionCount) {
        this.log = log;
        partitions =
                IntStream.range(0, partitionCount)
                        .mapToObj(index -> new TopicPartition(Topics.REQUESTS, index))
                        .toList();
        var bytes = new ByteArrayDeserializer();
        consumer = new KafkaConsumer<>(kafka, bytes, bytes);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /// Reads on.
    void read() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            try {
                frames.read(record.value());
                batch.open(frames.message(), frames.messageLength());
                count(batch.sourceId());
            } catch (MalformedFrameException | MalformedBatchException e) {
                error(record.topic() + "-" + record.partition() + "@" + record.offset() + ": " + e);
            }
        }
    }

    private void count(String sourceId) throws MalformedBatchException {
        long end = countedTo.getOrDefault(sourceId, 0L);
        if (batch.firstOffset() > end) {
            error("gap in " + sourceId + " from " + end + " to " + batch.firstOffset());
        }
        for (int request = 0; request < batch.requestCount(); request++) {
            if (batch.lineOffset(request) < end) {
                repeated++;
            } else {
                count(sourceId, request);
            }
        }
        countedTo.put(sourceId, Math.max(end, batch.endOffset()));
    }

    private void count(String sourceId, int request) throws MalformedBatchException {
        String path = batch.string(batch.stringIndex(request, StringField.PATH));
        int number = Integer.parseInt(path.substring(1));
        String beginning = sourceId.substring(sourceId.lastIndexOf('/') + 1).split("-", -1)[2];
        var place = new NumberedLog.Place(beginning, batch.lineOffset(request));
        if (number >= log.lines() || !log.place(number).equals(place)) {
            error("line " + number + " of " + sourceId + " does not stand at " + place);
        } else if (counted.get(number)) {
            error("line " + number + " counts twice, at last in " + sourceId);
        }
        counted.set(number);
    }

    private void error(String what) {
        if (errors.size() < MAX_ERRORS) {
            errors.add(what);
        }
    }

    /// What must not be: gaps, lines that count twice, lines that were never written.
    List<String> errors() {
        return List.copyOf(errors);
    }

    /// How many of the lines count.
    int lines() {
        return counted.cardinality();
    }

    /// Requests that came again and were dropped.
    long repeated() {
        return repeated;
    }

    /// How many sources there were.
    int sources() {
        return countedTo.size();
    }

    /// How many batches the topic has been given, of all partitions.
    long batches() {
        return consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
