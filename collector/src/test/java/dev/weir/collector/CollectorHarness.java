package dev.weir.collector;

import static org.junit.jupiter.api.Assertions.fail;

import dev.weir.collector.format.LogFormat;
import dev.weir.schema.yaml.ConfigurationException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// A log in a directory, and collectors that follow it.
final class CollectorHarness {
    static final Duration FAST = Duration.ofMillis(2);

    final Path directory;
    final Path log;

    /// Of the collector that was started last.
    CollectorMetrics metrics = new CollectorMetrics(new PrometheusRegistry());

    CollectorHarness(Path directory) {
        this.directory = directory;
        this.log = directory.resolve("access.log");
    }

    static String line(String path) {
        return "192.0.2.7 - - [21/Nov/2026:02:10:20 +0000] \"GET "
                + path
                + " HTTP/1.1\" 200 7 \"-\" \"ua\"\n";
    }

    static List<String> paths(int from, int to) {
        return IntStream.range(from, to).mapToObj(index -> "/" + index).toList();
    }

    void append(Path file, String text) throws IOException {
        Files.writeString(
                file,
                text,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    void appendPaths(int from, int to) throws IOException {
        StringBuilder text = new StringBuilder();
        paths(from, to).forEach(path -> text.append(line(path)));
        append(log, text.toString());
    }

    CollectorConfig following(CollectorConfig config, LogFile followed) {
        return new CollectorConfig(
                config.host(),
                List.of(followed),
                config.checkpoint(),
                config.fromBeginning(),
                config.limits(),
                config.timing());
    }

    Collector start(BatchSink sink) throws ConfigurationException {
        return start(sink, UnaryOperator.identity());
    }

    Collector start(BatchSink sink, UnaryOperator<CollectorConfig> change)
            throws ConfigurationException {
        CollectorConfig config =
                CollectorConfig.of(
                                "edge1",
                                List.of(LogFile.of(log, LogFormat.of("combined"))),
                                directory.resolve("state/checkpoint"))
                        .withTiming(
                                TailTiming.DEFAULT
                                        .withPoll(FAST, FAST, FAST)
                                        .withQuiescent(Duration.ofMillis(100))
                                        .withClose(Duration.ofSeconds(5)))
                        .withLimits(
                                new BatchLimits(
                                        1 << 20, 16 << 10, Duration.ofMillis(10), 64 << 10));
        metrics = new CollectorMetrics(new PrometheusRegistry());
        Collector collector =
                new Collector(
                        change.apply(config),
                        Catalogue.empty(metrics),
                        sink,
                        metrics,
                        System::currentTimeMillis);
        collector.start();
        return collector;
    }

    /// The checkpoints as they would be read after a kill; none while they cannot be. From a copy, for
    /// reading may set aside what is just being written.
    List<Checkpoint> checkpointsOnDisk() {
        try {
            Path copies = Files.createTempDirectory(directory, "checkpoints");
            try (DirectoryStream<Path> slots =
                    Files.newDirectoryStream(directory.resolve("state"), "checkpoint.?")) {
                for (Path slot : slots) {
                    Files.copy(slot, copies.resolve(slot.getFileName()));
                }
            }
            return new CheckpointFile(copies.resolve("checkpoint")).read().checkpoints();
        } catch (IOException e) {
            return List.of();
        }
    }

    static void await(String what, BooleanSupplier condition) {
        await(what, condition, () -> "");
    }

    /// @param state says how things stand when it was in vain
    static void await(String what, BooleanSupplier condition, Supplier<String> state) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                fail("waited in vain until " + what + " " + state.get());
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
