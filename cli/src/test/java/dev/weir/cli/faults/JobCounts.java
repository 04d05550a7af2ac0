package dev.weir.cli.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.schema.Topics;
import dev.weir.schema.source.SourceLines;
import dev.weir.schema.source.SourceLinesCodec;
import dev.weir.schema.source.SourceStatus;
import dev.weir.schema.source.SourceStatusCodec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// What the stream jobs say that they have counted, what the agent says that it has shipped, and what
/// the store has of it.
final class JobCounts implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, SourceStatus> statuses = new HashMap<>();
    private final Map<String, SourceLines> lines = new HashMap<>();
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final String api;

    /// @param api where the store is asked, as `http://host:port`
    JobCounts(Map<String, Object> kafka, int partitionCount, String api) {
        this.api = api;
        List<TopicPartition> partitions =
                Stream.of(Topics.SOURCES, Topics.LEDGER)
                        .flatMap(topic ->
                                IntStream.range(0, partitionCount)
                                        .mapToObj(index -> new TopicPartition(topic, index)))
                        .toList();
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("isolation.level", "read_committed");
        var bytes = new ByteArrayDeserializer();
        consumer = new KafkaConsumer<>(settings, bytes, bytes);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /// Reads on.
    void read() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            String sourceId = new String(record.key(), StandardCharsets.UTF_8);
            if (record.topic().equals(Topics.LEDGER)) {
                lines.put(sourceId, SourceLinesCodec.decode(record.value()));
            } else {
                statuses.put(sourceId, SourceStatusCodec.decode(record.value()));
            }
        }
    }

    /// Requests that the jobs have counted, of all sources.
    long requests() {
        return statuses.values().stream().mapToLong(SourceStatus::requests).sum();
    }

    /// The sources whose books, as the agent says, are not those of the jobs: the same requests in
    /// the same bytes, and nothing waiting.
    ///
    /// @param forgotten whether an agent may have lost its checkpoints when the file of a source was
    ///     gone: nobody can say more of it then
    List<String> unsettled(boolean forgotten) {
        List<String> unsettled = new ArrayList<>();
        for (SourceStatus status : statuses.values()) {
            SourceLines said = lines.get(status.sourceId());
            if (said == null || !isSettled(status, said, forgotten)) {
                unsettled.add("jobs: " + status + ", agent: " + said);
            }
        }
        return unsettled;
    }

    private static boolean isSettled(SourceStatus status, SourceLines said, boolean forgotten) {
        if (said.acknowledgedTo() != status.countedTo()) {
            return forgotten && said.isBalanced() && said.acknowledgedTo() < status.countedTo();
        }
        return said.isBalanced() && said.waiting() == 0 && said.shipped() == status.requests();
    }

    /// Bytes that the jobs believe were lost.
    long gapBytes() {
        return statuses.values().stream().mapToLong(SourceStatus::gapBytes).sum();
    }

    /// Requests in the store by the start of their minute, in the minutes from the first of
    /// `expected` to its last; empty while nobody answers.
    Map<Long, Long> perMinute(String customer, Map<Long, Long> expected)
            throws InterruptedException {
        if (expected.isEmpty()) {
            return Map.of();
        }
        String path =
                "/v1/customers/%s/series?metrics=requests&step=1m&from=%s&to=%s"
                        .formatted(
                                customer,
                                Instant.ofEpochMilli(Collections.min(expected.keySet())),
                                Instant.ofEpochMilli(Collections.max(expected.keySet()) + 60_000));
        try {
            HttpResponse<String> response =
                    http.send(
                            HttpRequest.newBuilder(URI.create(api + path))
                                    .timeout(PATIENCE)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200
                    ? minutes(JSON.readTree(response.body()))
                    : Map.of();
        } catch (IOException e) {
            // It was killed, and is not up again.
            return Map.of();
        }
    }

    private static Map<Long, Long> minutes(JsonNode series) {
        Map<Long, Long> requests = new TreeMap<>();
        JsonNode timestamps = series.get("timestamps");
        JsonNode values = series.get("metrics").get("requests");
        for (int index = 0; index < timestamps.size(); index++) {
            if (values.get(index).asLong() != 0) {
                requests.put(timestamps.get(index).asLong(), values.get(index).asLong());
            }
        }
        return requests;
    }

    @Override
    public void close() {
        consumer.close();
        http.close();
    }
}
