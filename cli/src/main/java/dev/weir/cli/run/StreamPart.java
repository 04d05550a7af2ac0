package dev.weir.cli.run;

import dev.weir.cli.broker.BrokerException;
import dev.weir.cli.broker.TopicSetup;
import dev.weir.cli.config.WeirConfig;
import dev.weir.jobs.StreamJob;
import dev.weir.jobs.TrafficTopology;
import dev.weir.jobs.metrics.JobMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/// The stream jobs of a process.
public final class StreamPart implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration TOPIC_TIMEOUT = Duration.ofSeconds(30);

    private final StreamJob job;

    private StreamPart(StreamJob job) {
        this.job = job;
    }

    /// Makes the topics that are missing and starts the jobs.
    ///
    /// @param fatal told with a sentence if the jobs end by themselves
    public static StreamPart start(
            WeirConfig config,
            Map<String, Object> kafka,
            Path stateDirectory,
            PrometheusRegistry registry,
            Consumer<String> fatal)
            throws BrokerException {
        TopicSetup.createMissing(kafka, config.topics(), TOPIC_TIMEOUT);
        var job =
                new StreamJob(
                        config.stream()
                                .job(kafka, config.store().retention().list(), stateDirectory),
                        new JobMetrics(registry));
        var _ =
                job.failure()
                        .thenAccept(reason -> fatal.accept("the stream jobs ended: " + reason));
        job.start();
        return new StreamPart(job);
    }

    /// The topology, for people.
    public static String describe(WeirConfig config) {
        return TrafficTopology.build(
                        config.stream()
                                .job(Map.of(), config.store().retention().list(), Path.of("")),
                        1,
                        new JobMetrics(new PrometheusRegistry()))
                .describe()
                .toString();
    }

    /// Whether requests are being counted.
    public boolean isRunning() {
        return job.isRunning();
    }

    @Override
    public void close() {
        job.close(CLOSE_TIMEOUT);
    }
}
