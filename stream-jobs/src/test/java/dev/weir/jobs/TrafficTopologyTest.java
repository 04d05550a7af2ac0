package dev.weir.jobs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.jobs.attack.AttackConfig;
import dev.weir.jobs.count.ClockPolicy;
import dev.weir.jobs.metrics.JobMetrics;
import dev.weir.schema.Topics;
import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.StringField;
import dev.weir.schema.frame.FrameWriter;
import dev.weir.schema.rollup.Breakdown;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.KeyedRollup;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import dev.weir.schema.signal.Signal;
import dev.weir.schema.signal.SignalCodec;
import dev.weir.schema.source.SourceStatus;
import dev.weir.schema.source.SourceStatusCodec;
import dev.weir.schema.source.Timeliness;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrafficTopologyTest {
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
    private static final BatchEncoder.Source SOURCE =
            new BatchEncoder.Source("edge-1/1-2-3", "edge-1", "/var/log/nginx/access.log");
    private static final int LINE_BYTES = 100;

    /// Of a Cap'n Proto message with one segment: behind the table of segments and the root pointer.
    private static final int DATA_AT = 16;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private TopologyTestDriver driver;

    @SuppressWarnings("NullAway.Init")
    private TestInputTopic<byte[], byte[]> requests;

    private PrometheusRegistry registry = new PrometheusRegistry();
    private SourceStatus lastStatus = SourceStatus.unseen("", "", "");
    private final Map<RollupKey, Rollup> written = new HashMap<>();

    @BeforeEach
    void start() {
        start(false);
    }

    private void start(boolean retimes) {
        registry = new PrometheusRegistry();
        var config =
                new JobConfig(
                        "test",
                        Map.of(),
                        directory,
                        1,
                        0,
                        null,
                        Duration.ofMillis(200),
                        JobConfig.DEFAULT_EMIT_INTERVAL,
                        Tier.DEFAULT,
                        Duration.ofSeconds(10),
                        1000,
                        1000,
                        new ClockPolicy(Duration.ofMinutes(10), Duration.ofSeconds(10), retimes),
                        Set.of(),
                        new AttackConfig(3, Duration.ofSeconds(60), 50, 5, Duration.ofSeconds(5)),
                        null);
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        driver =
                new TopologyTestDriver(
                        TrafficTopology.build(config, 1, new JobMetrics(registry)),
                        properties,
                        START);
        var bytes = new ByteArraySerializer();
        requests = driver.createInputTopic(Topics.REQUESTS, bytes, bytes);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    private static EncodedBatch batch(long firstOffset, int requests, long timeMillis) {
        return batch(firstOffset, requests, timeMillis, "q=plain");
    }

    private static EncodedBatch batch(
            long firstOffset, int requests, long timeMillis, String query) {
        return batch(firstOffset, requests, timeMillis, 0, query);
    }

    /// @param apartMillis how long after the one before it a request comes
    private static EncodedBatch batch(
            long firstOffset, int requests, long firstTime, long apartMillis, String query) {
        var encoder = new BatchEncoder();
        encoder.begin(SOURCE, firstOffset);
        for (int i = 0; i < requests; i++) {
            long time = firstTime + i * apartMillis;
            encoder.beginRequest(firstOffset + (long) i * LINE_BYTES, time);
            encoder.time(time);
            encoder.status(i % 10 == 0 ? 404 : 200);
            encoder.bytesSent(1000);
            encoder.duration(1000L * (i + 1));
            set(encoder, StringField.CUSTOMER, "acme");
            set(encoder, StringField.METHOD, "GET");
            set(encoder, StringField.PATH, "/index.html");
            set(encoder, StringField.QUERY, query);
            set(encoder, StringField.CLIENT_ADDRESS, "192.0.2." + i % 5);
            set(encoder, StringField.CACHE_STATUS, i % 2 == 0 ? "HIT" : "MISS");
            encoder.endRequest();
        }
        return encoder.close(firstOffset + (long) requests * LINE_BYTES, firstTime);
    }

    private static void set(BatchEncoder encoder, StringField field, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        encoder.string(field, bytes, 0, bytes.length);
    }

    private void send(EncodedBatch batch) {
        byte[] frame =
                new FrameWriter()
                        .frame(batch.message(), batch.messageLength(), batch.requestCount());
        requests.pipeInput(batch.sourceId().getBytes(StandardCharsets.UTF_8), frame);
    }

    private void pass(Duration time) {
        for (long passed = 0; passed < time.toMillis(); passed += 100) {
            driver.advanceWallClockTime(Duration.ofMillis(100));
        }
        for (byte[] value : read(Topics.ROLLUPS)) {
            KeyedRollup rollup = RollupCodec.decode(value);
            written.put(rollup.key(), rollup.rollup());
        }
    }

    private List<byte[]> read(String topic) {
        var bytes = new ByteArrayDeserializer();
        return driver.createOutputTopic(topic, bytes, bytes).readValuesToList();
    }

    /// The sum over all parts, as a reader of the store sees it.
    private long sum(Tier tier, Counter counter) {
        return written.entrySet().stream()
                .filter(entry -> entry.getKey().tier().equals(tier))
                .mapToLong(entry -> entry.getValue().counter(counter))
                .sum();
    }

    @Test
    void everyTierCountsEveryRequest() {
        send(batch(0, 100, START.toEpochMilli()));
        send(batch(10_000, 50, START.toEpochMilli() + 1_000));
        pass(Duration.ofSeconds(31));
        for (Tier tier : Tier.DEFAULT) {
            assertEquals(150, sum(tier, Counter.REQUESTS), tier.wireName());
            assertEquals(150_000, sum(tier, Counter.BYTES_SENT), tier.wireName());
            assertEquals(75, sum(tier, Counter.CACHED_REQUESTS), tier.wireName());
            assertEquals(15, sum(tier, Counter.STATUS_4XX), tier.wireName());
        }
        Rollup minute = new Rollup();
        written.forEach((key, rollup) -> {
            if (key.tier().equals(Tier.MINUTE)) {
                minute.merge(rollup);
            }
        });
        assertEquals(150, minute.breakdown(Breakdown.METHOD).get("GET"));
        assertEquals(150, minute.breakdown(Breakdown.EDGE_HOST).get("edge-1"));
        assertEquals(5, minute.uniqueClients().estimate(), 0.01);
        assertEquals(150, minute.latency().count());
        assertEquals("acme", written.keySet().iterator().next().customer());
    }

    @Test
    void requestsThatAreFarApartAreCountedInBlocksThatKafkaTakes() {
        send(batch(0, 50_000, START.minusSeconds(100_000).toEpochMilli(), 2_000, "q=plain"));
        pass(Duration.ofSeconds(30));
        List<byte[]> blocks = read(Topics.PARTIALS);
        assertTrue(blocks.size() > 1, blocks.size() + " blocks");
        for (byte[] block : blocks) {
            assertTrue(block.length < Topics.MAX_JOB_RECORD_BYTES, block.length + " bytes");
        }
        assertEquals(50_000, sum(Tier.SECOND, Counter.REQUESTS));
        assertEquals(50_000, sum(Tier.DAY, Counter.REQUESTS));
    }

    @Test
    void aRollupIsThereWithinASecond() {
        send(batch(0, 10, START.toEpochMilli()));
        pass(Duration.ofMillis(700));
        assertEquals(10, sum(Tier.SECOND, Counter.REQUESTS));
    }

    @Test
    void aRepeatedBatchCountsOnce() {
        send(batch(0, 100, START.toEpochMilli()));
        send(batch(0, 100, START.toEpochMilli()));
        send(batch(5_000, 100, START.toEpochMilli()));
        pass(Duration.ofSeconds(2));
        assertEquals(150, sum(Tier.SECOND, Counter.REQUESTS));
        SourceStatus status = lastStatus();
        assertEquals(150, status.requests());
        assertEquals(150, status.repeatedRequests());
        assertEquals(15_000, status.countedTo());
        assertEquals(0, status.gapBytes());
    }

    @Test
    void aGapIsCountedInBytes() {
        send(batch(0, 10, START.toEpochMilli()));
        send(batch(5_000, 10, START.toEpochMilli()));
        pass(Duration.ofSeconds(2));
        SourceStatus status = lastStatus();
        assertEquals(4_000, status.gapBytes());
        assertEquals(20, status.requests());
    }

    @Test
    void aSourceMayStartAnywhere() {
        send(batch(70_000, 10, START.toEpochMilli()));
        pass(Duration.ofSeconds(2));
        assertEquals(0, lastStatus().gapBytes());
    }

    @Test
    void requestsFromAheadAreFlaggedAndCountedAtTheTimeTheySay() {
        long tomorrow = START.plus(Duration.ofDays(1)).toEpochMilli();
        send(batch(0, 10, START.toEpochMilli()));
        send(batch(1_000, 7, tomorrow));
        pass(Duration.ofSeconds(30));
        assertEquals(new Timeliness(7, 0, 0, 0), lastStatus().timeliness());
        assertEquals(START.toEpochMilli(), lastStatus().lastEventTime());
        assertEquals(START.toEpochMilli() / 1e3, gauge("weir_jobs_watermark_seconds"));
        assertEquals(17, sum(Tier.SECOND, Counter.REQUESTS));
        assertEquals(7, requestsFrom(tomorrow - tomorrow % 86_400_000));
    }

    @Test
    void requestsFromAheadAreCountedAtTheirArrivalIfConfigured() {
        driver.close();
        start(true);
        long tomorrow = START.plus(Duration.ofDays(1)).toEpochMilli();
        send(batch(0, 7, tomorrow));
        pass(Duration.ofSeconds(30));
        assertEquals(new Timeliness(7, 7, 0, 0), lastStatus().timeliness());
        assertEquals(7, sum(Tier.DAY, Counter.REQUESTS));
        assertEquals(0, requestsFrom(tomorrow - tomorrow % 86_400_000));
    }

    /// Requests of windows of a day that start at a time or later.
    private long requestsFrom(long time) {
        return written.entrySet().stream()
                .filter(entry -> entry.getKey().tier().equals(Tier.DAY))
                .filter(entry -> entry.getKey().windowStart() >= time)
                .mapToLong(entry -> entry.getValue().counter(Counter.REQUESTS))
                .sum();
    }

    @Test
    void lateRequestsAreCountedAsSuch() {
        send(batch(0, 10, START.minusSeconds(60).toEpochMilli()));
        pass(Duration.ofSeconds(2));
        assertEquals(new Timeliness(0, 0, 10, 60_000), lastStatus().timeliness());
    }

    private SourceStatus lastStatus() {
        List<byte[]> statuses = read(Topics.SOURCES);
        if (!statuses.isEmpty()) {
            lastStatus = SourceStatusCodec.decode(statuses.getLast());
        }
        return lastStatus;
    }

    @Test
    void lateRequestsMakeAPartOfTheirWindow() {
        send(batch(0, 10, START.toEpochMilli()));
        pass(Duration.ofSeconds(60));
        send(batch(1_000, 7, START.toEpochMilli()));
        pass(Duration.ofSeconds(60));
        assertEquals(17, sum(Tier.SECOND, Counter.REQUESTS));
        assertEquals(
                2, written.keySet().stream().filter(k -> k.tier().equals(Tier.SECOND)).count());
        assertEquals(17, sum(Tier.DAY, Counter.REQUESTS));
    }

    @Test
    void aBadFrameIsSetAsideAndTheJobGoesOn() {
        requests.pipeInput(new byte[] {1}, new byte[] {1, 2, 3});
        send(batch(0, 10, START.toEpochMilli()));
        pass(Duration.ofSeconds(1));
        assertEquals(10, sum(Tier.SECOND, Counter.REQUESTS));
        assertEquals(1, read(Topics.REJECTED).size());
    }

    @Test
    void aBadBlockIsSetAsideAndTheJobGoesOn() {
        send(batch(0, 10, START.toEpochMilli()));
        byte[] block = read(Topics.PARTIALS).getFirst();
        byte[] withoutVersion = block.clone();
        withoutVersion[DATA_AT] = 0;
        byte[] ofAnotherKind =
                RollupCodec.encode(
                        new KeyedRollup(
                                new RollupKey("acme", Tier.SECOND, START.toEpochMilli(), 1),
                                new Rollup()));
        List<byte[]> bad =
                List.of(
                        new byte[0],
                        "no block".getBytes(StandardCharsets.UTF_8),
                        Arrays.copyOf(block, block.length / 2),
                        withoutVersion,
                        ofAnotherKind);
        var bytes = new ByteArraySerializer();
        TestInputTopic<byte[], byte[]> partials =
                driver.createInputTopic(Topics.PARTIALS, bytes, bytes);
        for (byte[] value : bad) {
            partials.pipeInput(new byte[Integer.BYTES], value);
        }
        send(batch(1_000, 5, START.toEpochMilli()));
        pass(Duration.ofSeconds(1));

        assertEquals(15, sum(Tier.SECOND, Counter.REQUESTS));
        List<TestRecord<byte[], byte[]>> rejected = records(Topics.REJECTED);
        for (int i = 0; i < bad.size(); i++) {
            TestRecord<byte[], byte[]> record = rejected.get(i);
            assertArrayEquals(bad.get(i), record.value());
            assertTrue(header(record, "reason").startsWith("no block of partials: "));
            assertTrue(header(record, "position").startsWith(Topics.PARTIALS + "-0@"));
        }
        assertEquals(bad.size(), rejected.size());
        assertEquals(bad.size(), counter("weir_jobs_rejected_frames"));
    }

    @Test
    void aBlockThatIsMissingIsSetAside() {
        var bytes = new ByteArraySerializer();
        driver.createInputTopic(Topics.PARTIALS, bytes, bytes)
                .pipeInput(new byte[Integer.BYTES], (byte[]) null);
        send(batch(0, 10, START.toEpochMilli()));
        pass(Duration.ofSeconds(1));
        assertEquals(10, sum(Tier.SECOND, Counter.REQUESTS));
        assertEquals(1, read(Topics.REJECTED).size());
    }

    private List<TestRecord<byte[], byte[]>> records(String topic) {
        var bytes = new ByteArrayDeserializer();
        return driver.createOutputTopic(topic, bytes, bytes).readRecordsToList();
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private double counter(String name) {
        return registry.scrape(name::equals).stream()
                .map(CounterSnapshot.class::cast)
                .mapToDouble(counter -> counter.getDataPoints().getFirst().getValue())
                .sum();
    }

    private double gauge(String name) {
        return registry.scrape(name::equals).stream()
                .map(GaugeSnapshot.class::cast)
                .mapToDouble(gauge -> gauge.getDataPoints().getFirst().getValue())
                .sum();
    }

    @Test
    void whatIsCountedGoesToTheChangelogWithTheCommit() {
        send(batch(0, 10, START.toEpochMilli()));
        // No wall-clock tick has come: the state must be there all the same.
        assertFalse(read("test-source-status-changelog").isEmpty());
        assertFalse(read("test-open-windows-changelog").isEmpty());
    }

    @Test
    void attacksOpenASignalThatClosesWhenTheyEnd() {
        send(batch(0, 5, START.toEpochMilli(), "id=1'+union+select+1,2--"));
        pass(Duration.ofSeconds(4));
        Signal opened = SignalCodec.decode(read(Topics.SIGNALS).getFirst());
        assertTrue(opened.isOpen());
        assertEquals("sqli", opened.kind());
        assertEquals(5, opened.requests());
        assertEquals(List.of("/index.html?id=1'+union+select+1,2--"), opened.samples());
        assertEquals(5, opened.heaviestClients().size());
        pass(Duration.ofSeconds(90));
        Signal closed = SignalCodec.decode(read(Topics.SIGNALS).getLast());
        assertFalse(closed.isOpen());
        assertEquals(opened.id(), closed.id());
    }

    @Test
    void aFloodIsARateFarAboveTheUsual() {
        long offset = 0;
        long time = START.toEpochMilli();
        for (int second = 0; second < 30; second++) {
            int rate = second < 20 ? 20 : 400;
            send(batch(offset, rate, time + second * 1000L));
            offset += (long) rate * LINE_BYTES;
            pass(Duration.ofSeconds(1));
        }
        pass(Duration.ofSeconds(30));
        List<Signal> signals = read(Topics.SIGNALS).stream().map(SignalCodec::decode).toList();
        assertEquals("flood", signals.getFirst().kind());
        assertEquals(20, signals.getFirst().baselinePerSecond(), 1);
        assertEquals(400, signals.getFirst().peakPerSecond(), 1);
        assertTrue(signals.getFirst().openedAt() <= time + 22_000);
        assertFalse(signals.getLast().isOpen());
        assertEquals(1, signals.stream().map(Signal::id).distinct().count());
    }
}
