package dev.weir.benchmarks.stream;

import dev.weir.benchmarks.Directories;
import dev.weir.cli.broker.BrokerConfig;
import dev.weir.cli.broker.EmbeddedBroker;
import dev.weir.cli.broker.TopicConfig;
import dev.weir.cli.broker.TopicSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// A broker with Weir's topics, 12 partitions of requests, and a directory beside it: both gone when it
/// is closed.
final class BenchmarkBroker implements AutoCloseable {
    static final TopicConfig TOPICS = new TopicConfig(12, (short) 1);

    /// Nothing of a benchmark's traffic may be let go before it is read.
    private static final long PARTITION_BYTES = 4L << 30;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path directory;
    private final EmbeddedBroker broker;

    /// Starts it.
    BenchmarkBroker() throws Exception {
        directory = Files.createTempDirectory("weir-benchmark");
        var standard = BrokerConfig.in(directory.resolve("broker"));
        broker =
                new EmbeddedBroker(
                        new BrokerConfig(
                                standard.directory(),
                                0,
                                PARTITION_BYTES,
                                standard.startTimeout(),
                                standard.stopTimeout()));
        try {
            broker.start();
            TopicSetup.createMissing(kafka(), TOPICS, PATIENCE);
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    /// Where whatever runs beside it keeps its own.
    Path directory() {
        return directory;
    }

    String servers() {
        return broker.bootstrapServers();
    }

    /// What a client needs.
    Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", servers());
    }

    @Override
    public void close() throws IOException {
        broker.close();
        Directories.delete(directory);
    }
}
