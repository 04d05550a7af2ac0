package dev.weir.benchmarks.pipeline;

import dev.weir.benchmarks.Directories;
import dev.weir.cli.config.WeirConfig;
import dev.weir.schema.yaml.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the three intervals that a line waits for cost and give: the age of its batch, the time between
/// commits, and the time between writes of a window. For each choice how fast a log is read that
/// lies there, and the freshness at steady rates with what a line takes of the CPU and of Kafka.
///
/// `benchmarks/run intervals [lines/s]…`
public final class IntervalsBenchmark {
    private static final long LINES = 1_000_000;
    private static final int SECONDS = 20;
    private static final double[] RATES = {20_000, 100_000, 180_000};

    private static final Intervals STANDARD = new Intervals(250, 200, 100);

    private static final List<Intervals> ROWS =
            List.of(
                    STANDARD,
                    new Intervals(100, 200, 100),
                    new Intervals(500, 200, 100),
                    new Intervals(250, 100, 100),
                    new Intervals(250, 400, 100),
                    new Intervals(250, 200, 50),
                    new Intervals(250, 200, 200),
                    STANDARD);

    /// All in milliseconds.
    private record Intervals(int age, int commit, int emit) {
        WeirConfig config(Path directory) throws IOException, ConfigurationException {
            String yaml =
                    String.format(
                            Locale.ROOT,
                            """
                            collect: {batch: {age: %dms}}
                            stream: {commit_interval: %dms, emit_interval: %dms}
                            """,
                            age,
                            commit,
                            emit);
            return WeirConfig.read(Optional.of(Files.writeString(directory.resolve("y"), yaml)));
        }
    }

    private final Path directory;
    private final GeneratedLog log;
    private final double[] rates;
    private int runs;

    private IntervalsBenchmark(Path directory, double[] rates) throws IOException {
        this.directory = directory;
        this.log = GeneratedLog.in(directory, LINES, 0);
        this.rates = rates;
    }

    /// Runs the benchmark and prints its table.
    public static void main(String[] arguments) throws Exception {
        double[] rates =
                arguments.length == 0
                        ? RATES
                        : Arrays.stream(arguments).mapToDouble(Double::parseDouble).toArray();
        Path directory = Files.createTempDirectory("weir-benchmark");
        try {
            var benchmark = new IntervalsBenchmark(directory, rates);
            benchmark.warmUp();
            benchmark.printHead();
            for (Intervals row : ROWS) {
                benchmark.print(row);
            }
        } finally {
            Directories.delete(directory);
        }
        System.exit(0);
    }

    private FollowedPipeline start(Intervals intervals) throws Exception {
        runs++;
        return new FollowedPipeline(
                log, intervals.config(directory), directory.resolve("run-" + runs));
    }

    private void warmUp() throws Exception {
        for (int round = 0; round < 2; round++) {
            try (FollowedPipeline pipeline = start(STANDARD)) {
                pipeline.catchUp();
            }
        }
    }

    private void printHead() {
        System.out.print("| batch age, ms | commit, ms | emit, ms | lines/s at once |");
        for (double rate : rates) {
            System.out.printf(
                    Locale.ROOT,
                    " at %,.0f lines/s: p50 | p99 | max, ms | CPU µs/line | bytes/line |",
                    rate);
        }
        System.out.println();
        System.out.println("|" + "---:|".repeat(4 + 5 * rates.length));
    }

    private void print(Intervals row) throws Exception {
        try (FollowedPipeline pipeline = start(row)) {
            System.out.printf(
                    Locale.ROOT,
                    "| %d | %d | %d | %,.0f |",
                    row.age,
                    row.commit,
                    row.emit,
                    pipeline.catchUp().linesPerSecond());
            for (double rate : rates) {
                KafkaBytes before = pipeline.inKafka();
                long cpuBefore = FollowedPipeline.cpuNanos();
                Freshness freshness = pipeline.freshness(rate, SECONDS);
                double cpu = FollowedPipeline.cpuNanos() - cpuBefore - freshness.writersCpuNanos();
                KafkaBytes sent = pipeline.inKafka().since(before);
                System.out.printf(
                        Locale.ROOT,
                        " %d | %d | %d | %.2f | %.1f |",
                        freshness.percentile(50),
                        freshness.percentile(99),
                        freshness.millis().getMaxValue(),
                        cpu / 1e3 / sent.requests(),
                        sent.perRequest());
            }
            System.out.println();
        }
        Directories.delete(directory.resolve("run-" + runs));
    }
}
