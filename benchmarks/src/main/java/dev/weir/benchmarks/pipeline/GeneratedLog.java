package dev.weir.benchmarks.pipeline;

import dev.weir.cli.generate.GeneratorConfig;
import dev.weir.cli.generate.LogGenerator;
import dev.weir.cli.generate.LogWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Logs that are made before the pipeline reads them, and the catalogue of their customers.
///
/// @param recent a log that ends now
/// @param lines in it
/// @param day a log of a day that is over, about as many lines in each second
/// @param catalogue of the customers of both, and of the probes of freshness
record GeneratedLog(Path recent, long lines, Path day, Path catalogue) {
    private static final double LINES_PER_SECOND = 10_000;
    private static final double SECONDS_OF_DAY = 86_400;
    private static final String PROBE =
            """
              - name: probe
                hosts: [probe.weir.example]
            """;

    /// @param linesOfDay 0: there is no log of a day
    static GeneratedLog in(Path directory, long lines, long linesOfDay) throws IOException {
        var log =
                new GeneratedLog(
                        directory.resolve("generated.log"),
                        lines,
                        directory.resolve("day.generated"),
                        directory.resolve("customers.yaml"));
        var generator = new LogGenerator(GeneratorConfig.DEFAULT);
        long now = System.currentTimeMillis();
        long start = now - (long) (lines / LINES_PER_SECOND * 1000);
        write(generator, log.recent, lines, start, LINES_PER_SECOND);
        if (linesOfDay > 0) {
            long dayBefore = now - 2 * (long) SECONDS_OF_DAY * 1000;
            write(generator, log.day, linesOfDay, dayBefore, linesOfDay / SECONDS_OF_DAY);
        }
        Files.writeString(log.catalogue, generator.catalogueYaml() + PROBE);
        return log;
    }

    private static void write(
            LogGenerator generator, Path file, long lines, long start, double perSecond)
            throws IOException {
        try (LogWriter writer = LogWriter.open(generator, file, Long.MAX_VALUE, 0)) {
            writer.write(lines, start, perSecond);
        }
    }
}
