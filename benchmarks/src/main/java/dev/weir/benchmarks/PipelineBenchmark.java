package dev.weir.benchmarks;

import dev.weir.cli.config.CollectSettings;
import dev.weir.cli.config.WeirConfig;
import dev.weir.cli.generate.GeneratorConfig;
import dev.weir.cli.generate.LogGenerator;
import dev.weir.cli.generate.LogWriter;
import dev.weir.cli.run.AllInOne;
import dev.weir.cli.run.Lifecycle;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A log through the whole pipeline, in one process:
///
/// ```
/// log of N lines ─► collector ─► shipper ─► broker ─► stream jobs ─► store ─► API
///      t0 = it lies there                                          t1 = all counted
/// ```
///
/// Beside it, in the same run and on the same file: `wc -l` and `lz4 -1`. Then the freshness of
/// single requests while the log is written at a steady rate, and once more while the log of a whole
/// day that is over is read beside it.
///
/// `benchmarks/run pipeline [lines] [runs] [rate] [seconds] [lines of the day]`
public final class PipelineBenchmark {
    private static final double LINES_PER_SECOND_OF_LOG = 10_000;
    private static final String PROBE =
            """
              - name: probe
                hosts: [probe.weir.example]
            """;

    private static final double SECONDS_OF_DAY = 86_400;

    private final Path directory;
    private final long lines;
    private final long linesOfDay;

    private PipelineBenchmark(Path directory, long lines, long linesOfDay) {
        this.directory = directory;
        this.lines = lines;
        this.linesOfDay = linesOfDay;
    }

    /// Runs the benchmark and prints its tables.
    public static void main(String[] arguments) throws Exception {
        long lines = argument(arguments, 0, 1_000_000);
        int runs = (int) argument(arguments, 1, 3);
        double rate = argument(arguments, 2, 2_000);
        int seconds = (int) argument(arguments, 3, 30);
        long linesOfDay = argument(arguments, 4, 0);
        Path directory = Files.createTempDirectory("weir-benchmark");
        try {
            var benchmark = new PipelineBenchmark(directory, lines, linesOfDay);
            benchmark.generate();
            Baselines.print(benchmark.log(), lines);
            System.out.println();
            System.out.println(
                    "| run | lines/s | seconds | CPU µs/line | bytes/request in Kafka |");
            System.out.println("|---|---:|---:|---:|---:|");
            for (int run = 1; run <= runs; run++) {
                benchmark.run(run, run == runs ? rate : 0, seconds);
            }
        } finally {
            Directories.delete(directory);
        }
        System.exit(0);
    }

    private static long argument(String[] arguments, int index, long standard) {
        return arguments.length > index ? Long.parseLong(arguments[index]) : standard;
    }

    private Path log() {
        return directory.resolve("generated.log");
    }

    private Path day() {
        return directory.resolve("day.generated");
    }

    private void generate() throws IOException {
        var generator = new LogGenerator(GeneratorConfig.DEFAULT);
        long start = System.currentTimeMillis() - (long) (lines / LINES_PER_SECOND_OF_LOG * 1000);
        try (LogWriter writer = LogWriter.open(generator, log(), Long.MAX_VALUE, 0)) {
            writer.write(lines, start, LINES_PER_SECOND_OF_LOG);
        }
        if (linesOfDay > 0) {
            long yesterday = System.currentTimeMillis() - 2 * (long) SECONDS_OF_DAY * 1000;
            try (LogWriter writer = LogWriter.open(generator, day(), Long.MAX_VALUE, 0)) {
                writer.write(linesOfDay, yesterday, linesOfDay / SECONDS_OF_DAY);
            }
        }
        Files.writeString(directory.resolve("customers.yaml"), generator.catalogueYaml() + PROBE);
    }

    private void run(int run, double rate, int seconds) throws Exception {
        Path followed = directory.resolve("run-" + run + ".log");
        Path followedDay = directory.resolve("run-" + run + ".day.log");
        Path incoming = directory.resolve("incoming");
        Files.copy(log(), incoming, StandardCopyOption.REPLACE_EXISTING);
        WeirConfig config = WeirConfig.read(Optional.empty());
        CollectSettings collect =
                config.collect()
                        .with(
                                List.of(
                                        new CollectSettings.Log(
                                                followed, LogGenerator.FORMAT, null, null),
                                        new CollectSettings.Log(
                                                followedDay, LogGenerator.FORMAT, null, null)),
                                Optional.of(directory.resolve("customers.yaml")));
        config =
                config.withData(directory.resolve("data-" + run))
                        .withCollect(collect)
                        .withServe(config.serve().at("127.0.0.1", 0));
        try (var lifecycle = new Lifecycle()) {
            AllInOne all = AllInOne.start(config, lifecycle);
            var api = new Api(all.address());
            while (!all.isRunning()) {
                Thread.sleep(50);
            }
            long cpuBefore = cpuNanos();
            long start = System.nanoTime();
            Files.move(incoming, followed);
            api.awaitCounted(lines);
            double elapsed = (System.nanoTime() - start) / 1e9;
            double cpuMicros = (cpuNanos() - cpuBefore) / 1e3 / lines;
            System.out.printf(
                    Locale.ROOT,
                    "| %d | %,.0f | %.2f | %.2f | %.1f |%n",
                    run,
                    lines / elapsed,
                    elapsed,
                    cpuMicros,
                    KafkaBytes.perRequest(all.bootstrapServers()));
            if (rate > 0) {
                FreshnessProbe.run("", followed, api, rate, seconds);
            }
            if (rate > 0 && linesOfDay > 0) {
                Files.move(day(), followedDay);
                FreshnessProbe.run(
                        String.format(Locale.ROOT, " beside the %,d lines of a day", linesOfDay),
                        followed,
                        api,
                        rate,
                        seconds);
            }
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }
}
