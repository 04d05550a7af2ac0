package dev.weir.benchmarks.stream;

import dev.weir.benchmarks.alternatives.PlainStreamsJob;
import dev.weir.cli.config.WeirConfig;
import dev.weir.jobs.JobConfig;
import dev.weir.jobs.StreamJob;
import dev.weir.jobs.metrics.JobMetrics;
import dev.weir.schema.Topics;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.frame.FrameWriter;
import dev.weir.schema.rollup.Tier;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;

/// How long the stream jobs take to count what lies in Kafka, exactly once, until all of it is in committed
/// rollups: by instances and threads, over 12 partitions, with skewed traffic, and beside them the same job
/// written plainly in the Kafka Streams DSL. Broker and jobs share the machine.
///
/// `benchmarks/run stream-jobs [requests] [customers] [requests of the plain job] [requests/s] [instances x threads]…`:
/// with shapes such as `1x2` only these run.
public final class StreamJobsBenchmark {
    private static final String PLAIN_REQUESTS = "plain.requests";

    /// Instances, and threads of each.
    private static final int[][] SHAPES = {{1, 1}, {1, 2}, {2, 1}, {1, 4}, {4, 1}};

    private static final int SHAPES_AT = 4;

    private final int customers;
    private final long requestsPerSecond;

    private StreamJobsBenchmark(int customers, long requestsPerSecond) {
        this.customers = customers;
        this.requestsPerSecond = requestsPerSecond;
    }

    /// Runs the benchmark and prints its table.
    public static void main(String[] arguments) throws Exception {
        int requests = number(arguments, 0, 4_000_000);
        var benchmark =
                new StreamJobsBenchmark(
                        number(arguments, 1, 10_000), number(arguments, 3, 200_000));
        int plainRequests = number(arguments, 2, 100_000);
        System.out.println(
                "| job | instances × threads | requests | requests/s | seconds |"
                        + " CPU µs/request, broker and all | rollups of seconds | of larger windows |");
        System.out.println("|---|---:|---:|---:|---:|---:|---:|---:|");
        if (arguments.length > SHAPES_AT) {
            for (String shape : List.of(arguments).subList(SHAPES_AT, arguments.length)) {
                String[] parts = shape.split("x", 2);
                benchmark.run(
                        Skew.USUAL,
                        requests,
                        Integer.parseInt(parts[0]),
                        Integer.parseInt(parts[1]));
            }
            System.exit(0);
        }
        for (int[] shape : SHAPES) {
            benchmark.run(Skew.USUAL, requests, shape[0], shape[1]);
        }
        benchmark.run(Skew.HALF_FROM_ONE, requests, 1, 2);
        benchmark.run(Skew.HOT_PARTITION, requests, 1, 2);
        benchmark.runPlain(plainRequests);
        System.exit(0);
    }

    private static int number(String[] arguments, int index, int otherwise) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
    }

    private List<EncodedBatch> batches(int requests, double exponent) {
        int count = batchCount(requests);
        long span = requests * 1000L / requestsPerSecond;
        return new ManyCustomers(customers, exponent)
                .batches(count, System.currentTimeMillis() - span, requestsPerSecond);
    }

    private static int batchCount(int requests) {
        return Math.ceilDiv(requests, ManyCustomers.REQUESTS_PER_BATCH);
    }

    private static KafkaProducer<byte[], byte[]> producer(BenchmarkBroker broker) {
        return new KafkaProducer<>(
                broker.kafka(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void fill(BenchmarkBroker broker, Skew skew, int requests) {
        int number = 0;
        try (var producer = producer(broker)) {
            for (EncodedBatch batch : batches(requests, skew.exponent())) {
                byte[] key = batch.sourceId().getBytes(StandardCharsets.UTF_8);
                byte[] frame =
                        new FrameWriter()
                                .frame(
                                        batch.message(),
                                        batch.messageLength(),
                                        batch.requestCount());
                int partition = skew.partition(number++, BenchmarkBroker.TOPICS.partitions());
                var _ = producer.send(new ProducerRecord<>(Topics.REQUESTS, partition, key, frame));
            }
        }
    }

    private void run(Skew skew, int requests, int instances, int threads) throws Exception {
        try (var broker = new BenchmarkBroker()) {
            fill(broker, skew, requests);
            List<StreamJob> jobs = new ArrayList<>();
            for (int instance = 0; instance < instances; instance++) {
                Path state = broker.directory().resolve("state-" + instance);
                jobs.add(job(broker.kafka(), state, threads));
            }
            try (var totals = new RollupTotals(broker.servers())) {
                measure(
                        "Weir" + skew.name(),
                        instances + " × " + threads,
                        requests,
                        () -> {
                            jobs.forEach(StreamJob::start);
                            totals.await(
                                    (long) batchCount(requests) * ManyCustomers.REQUESTS_PER_BATCH);
                            return totals.written();
                        });
            } finally {
                jobs.forEach(StreamJob::close);
            }
        }
    }

    private static StreamJob job(Map<String, Object> kafka, Path state, int threads)
            throws Exception {
        JobConfig standard =
                WeirConfig.read(Optional.empty()).stream().job(kafka, Tier.DEFAULT, state);
        var config =
                new JobConfig(
                        standard.applicationId(),
                        standard.kafka(),
                        state,
                        threads,
                        0,
                        null,
                        standard.commitInterval(),
                        standard.emitInterval(),
                        standard.tiers(),
                        standard.hold(),
                        standard.maxOpenWindows(),
                        standard.maxCustomers(),
                        standard.clock(),
                        standard.leftOut(),
                        standard.attack(),
                        null);
        return new StreamJob(config, new JobMetrics(new PrometheusRegistry()));
    }

    private void runPlain(int requests) throws Exception {
        try (var broker = new BenchmarkBroker()) {
            try (var admin = Admin.create(broker.kafka())) {
                var topic =
                        new NewTopic(
                                PLAIN_REQUESTS, BenchmarkBroker.TOPICS.partitions(), (short) 1);
                admin.createTopics(List.of(topic)).all().get();
            }
            fillPlain(requests, broker);
            Path state = broker.directory().resolve("state");
            var properties = new Properties();
            properties.putAll(broker.kafka());
            properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "plain");
            properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
            properties.put(
                    StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
            properties.put(
                    StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                    JobConfig.DEFAULT_COMMIT_INTERVAL.toMillis());
            properties.put("auto.offset.reset", "earliest");
            var topology = PlainStreamsJob.topology(PLAIN_REQUESTS, Topics.ROLLUPS, Tier.DEFAULT);
            try (var streams = new KafkaStreams(topology, properties);
                    var lag = new Lag(broker.servers(), "plain", List.of(PLAIN_REQUESTS))) {
                measure(
                        "plain DSL",
                        "1 × 1",
                        requests,
                        () -> {
                            streams.start();
                            lag.awaitNone();
                            return "| ";
                        });
            }
        }
    }

    private interface Work {
        /// What to say of the rollups.
        String run() throws Exception;
    }

    private static void measure(String job, String shape, int requests, Work work)
            throws Exception {
        long cpuBefore = cpuNanos();
        long began = System.nanoTime();
        String rollups = work.run();
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %,d | %,.0f | %.1f | %.2f | %s |%n",
                job,
                shape,
                requests,
                requests / seconds,
                seconds,
                (cpuNanos() - cpuBefore) / 1e3 / requests,
                rollups);
    }

    private static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }

    private void fillPlain(int requests, BenchmarkBroker broker) throws MalformedBatchException {
        var reader = new BatchReader();
        int[] sent = {0};
        try (var producer = producer(broker)) {
            for (EncodedBatch batch : batches(requests, ManyCustomers.USUAL_EXPONENT)) {
                reader.open(batch.message(), batch.messageLength());
                PlainStreamsJob.records(
                        reader,
                        (time, key, value) -> {
                            if (sent[0]++ < requests) {
                                var _ =
                                        producer.send(
                                                new ProducerRecord<>(
                                                        PLAIN_REQUESTS, null, time, key, value));
                            }
                        });
            }
        }
    }
}
