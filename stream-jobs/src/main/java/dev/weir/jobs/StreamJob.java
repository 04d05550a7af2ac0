package dev.weir.jobs;

import dev.weir.jobs.alert.AlertmanagerClient;
import dev.weir.jobs.alert.SignalAlerts;
import dev.weir.jobs.metrics.JobMetrics;
import dev.weir.schema.Topics;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;

/// Runs the topology against a Kafka cluster, exactly once. Owner of its threads: close it.
public final class StreamJob implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StreamJob.class.getName());

    private static final int SESSION_TIMEOUT_MILLIS = 10_000;

    /// A record here, a rollup or a block, has kilobytes, and Kafka's 16 KiB hold one or two: a batch has costs of
    /// its own, among them the 128 KiB that LZ4 begins with.
    private static final int BATCH_BYTES = 256 << 10;

    private final KafkaStreams streams;
    private final @Nullable SignalAlerts alerts;
    private final CompletableFuture<String> failure = new CompletableFuture<>();

    /// Creates a job; [#start] starts it. The topics must be there.
    ///
    /// @throws KafkaException if Kafka does not say how many partitions the partials topic has
    public StreamJob(JobConfig config, JobMetrics metrics) {
        int partitions = PartialsTopic.partitions(config.kafka());
        var transactions = new LeftTransactions(config);
        transactions.abort();
        streams =
                new KafkaStreams(
                        TrafficTopology.build(config, partitions, metrics), properties(config));
        transactions.remember(streams);
        streams.setUncaughtExceptionHandler(this::onFailure);
        metrics.lagOf(streams::metrics);
        alerts =
                config.alertmanager() == null
                        ? null
                        : new SignalAlerts(
                                config.kafka(),
                                config.applicationId() + "-alerts",
                                new AlertmanagerClient(config.alertmanager()),
                                metrics);
    }

    private static Properties properties(JobConfig config) {
        var properties = new Properties();
        properties.putAll(config.kafka());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
        properties.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDirectory().toString());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbys());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitInterval().toMillis());
        // A batch is the unit of work here: a few at a time keep latency and memory low.
        properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 100);
        properties.put(StreamsConfig.POLL_MS_CONFIG, 20);
        // Kafka's 45 s would be 45 s without a chart when an instance dies; to be counted out too
        // early costs a rebalance, and no line.
        properties.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 100);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                Topics.MAX_JOB_RECORD_BYTES);
        if (config.instanceId() != null) {
            properties.put(
                    StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                    config.instanceId());
        }
        return properties;
    }

    private StreamThreadExceptionResponse onFailure(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String reason = cause.getClass().getSimpleName() + ": " + cause.getMessage();
        LOG.log(
                System.Logger.Level.ERROR,
                "stream thread failed, starting another: " + reason,
                error);
        if (cause instanceof Error) {
            failure.complete(reason);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    /// Starts the threads; returns at once.
    public void start() {
        streams.start();
        if (alerts != null) {
            alerts.start();
        }
    }

    /// Whether every task runs: neither starting, nor rebalancing, nor ended.
    public boolean isRunning() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /// The state as Kafka Streams names it.
    public String state() {
        return streams.state().name();
    }

    /// Completes with the reason if the job ends by itself.
    public CompletableFuture<String> failure() {
        return failure;
    }

    /// Finishes what is in work and stops, within the time given.
    public void close(Duration atMost) {
        if (alerts != null) {
            alerts.close();
        }
        streams.close(atMost);
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(10));
    }
}
