package dev.weir.benchmarks.pipeline;

import dev.weir.benchmarks.Directories;
import dev.weir.cli.config.WeirConfig;
import java.nio.file.Files;
import java.nio.file.Path;
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
    /// Runs the benchmark and prints its tables.
    public static void main(String[] arguments) throws Exception {
        long lines = argument(arguments, 0, 1_000_000);
        int runs = (int) argument(arguments, 1, 3);
        double rate = argument(arguments, 2, 2_000);
        int seconds = (int) argument(arguments, 3, 30);
        long linesOfDay = argument(arguments, 4, 0);
        Path directory = Files.createTempDirectory("weir-benchmark");
        try {
            GeneratedLog log = GeneratedLog.in(directory, lines, linesOfDay);
            Baselines.print(log.recent(), lines);
            System.out.println();
            System.out.println(
                    "| run | lines/s | seconds | CPU µs/line | bytes/request in Kafka |");
            System.out.println("|---|---:|---:|---:|---:|");
            WeirConfig standard = WeirConfig.read(Optional.empty());
            for (int run = 1; run <= runs; run++) {
                try (var pipeline =
                        new FollowedPipeline(log, standard, directory.resolve("run-" + run))) {
                    catchUp(run, pipeline);
                    if (run == runs && rate > 0) {
                        freshness("", pipeline, rate, seconds);
                    }
                    if (run == runs && rate > 0 && linesOfDay > 0) {
                        pipeline.readDay();
                        String beside =
                                String.format(
                                        Locale.ROOT, " beside the %,d lines of a day", linesOfDay);
                        freshness(beside, pipeline, rate, seconds);
                    }
                }
            }
        } finally {
            Directories.delete(directory);
        }
        System.exit(0);
    }

    private static long argument(String[] arguments, int index, long standard) {
        return arguments.length > index ? Long.parseLong(arguments[index]) : standard;
    }

    private static void catchUp(int run, FollowedPipeline pipeline) throws Exception {
        FollowedPipeline.CatchUp result = pipeline.catchUp();
        System.out.printf(
                Locale.ROOT,
                "| %d | %,.0f | %.2f | %.2f | %.1f |%n",
                run,
                result.linesPerSecond(),
                result.seconds(),
                result.cpuMicros(),
                pipeline.inKafka().perRequest());
    }

    private static void freshness(
            String beside, FollowedPipeline pipeline, double rate, int seconds) throws Exception {
        Freshness result = pipeline.freshness(rate, seconds);
        System.out.printf(
                Locale.ROOT,
                "%nFreshness at %,.0f lines/s for %d s%s, %d probes: p50 %d ms, p90 %d ms, p99 %d ms,"
                        + " max %d ms; the log's writer took %.0f %% of a core%n",
                rate,
                seconds,
                beside,
                result.millis().getTotalCount(),
                result.percentile(50),
                result.percentile(90),
                result.percentile(99),
                result.millis().getMaxValue(),
                100 * result.writersShare());
    }
}
