package dev.weir.benchmarks.pipeline;

import dev.weir.cli.config.CollectSettings;
import dev.weir.cli.config.WeirConfig;
import dev.weir.cli.generate.LogGenerator;
import dev.weir.cli.run.AllInOne;
import dev.weir.cli.run.Lifecycle;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/// A running pipeline, collector to API in this process, that follows logs of its own in an empty
/// directory.
final class FollowedPipeline implements AutoCloseable {
    private static final long POLL_MILLIS = 50;

    private final GeneratedLog generated;
    private final Path log;
    private final Path dayLog;
    private final Path incoming;
    private final Lifecycle lifecycle = new Lifecycle();
    private final AllInOne pipeline;
    private final Api api;

    /// What a log took that lay there at once.
    ///
    /// @param cpuMicros of a line, of the whole process
    record CatchUp(double linesPerSecond, double seconds, double cpuMicros) {}

    /// @param settings what is not by default
    /// @param directory that is not there
    FollowedPipeline(GeneratedLog generated, WeirConfig settings, Path directory) throws Exception {
        this.generated = generated;
        Files.createDirectory(directory);
        log = directory.resolve("followed.log");
        dayLog = directory.resolve("followed.day.log");
        incoming = directory.resolve("incoming");
        Files.copy(generated.recent(), incoming, StandardCopyOption.REPLACE_EXISTING);
        CollectSettings collect =
                settings.collect()
                        .with(List.of(log(log), log(dayLog)), Optional.of(generated.catalogue()));
        WeirConfig config =
                settings.withData(directory.resolve("data"))
                        .withCollect(collect)
                        .withServe(settings.serve().at("127.0.0.1", 0));
        pipeline = AllInOne.start(config, lifecycle);
        api = new Api(pipeline.address());
        while (!pipeline.isRunning()) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static CollectSettings.Log log(Path path) {
        return new CollectSettings.Log(path, LogGenerator.FORMAT, null, null);
    }

    /// Moves the log that ends now into place, and waits until the API says that all of it is counted.
    CatchUp catchUp() throws Exception {
        long cpuBefore = cpuNanos();
        long start = System.nanoTime();
        Files.move(incoming, log);
        api.awaitCounted(generated.lines());
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuMicros = (cpuNanos() - cpuBefore) / 1e3 / generated.lines();
        return new CatchUp(generated.lines() / seconds, seconds, cpuMicros);
    }

    /// Moves the log of the day that is over into place.
    void readDay() throws Exception {
        Files.move(generated.day(), dayLog);
    }

    Freshness freshness(double linesPerSecond, int seconds) throws Exception {
        return FreshnessProbe.run(log, api, linesPerSecond, seconds);
    }

    /// What lies in the topic of requests.
    KafkaBytes inKafka() throws Exception {
        return KafkaBytes.read(pipeline.bootstrapServers());
    }

    /// CPU time of this process so far.
    static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }

    @Override
    public void close() {
        lifecycle.close();
    }
}
