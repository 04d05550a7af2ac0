package dev.weir.cli;

import dev.weir.cli.generate.GeneratorConfig;
import dev.weir.cli.generate.LogGenerator;
import dev.weir.cli.generate.LogWriter;
import dev.weir.schema.yaml.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `weir generate`: realistic proxy logs.
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a log of realistic requests, the same for the same seed and start, and prints"
                    + " its log_format; --catalogue writes the customers in it."
        })
final class GenerateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The log; it must not be there yet.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path log;

    @Option(names = "--lines", paramLabel = "N", description = "Lines to write (1000000).")
    private long lines = 1_000_000;

    @Option(names = "--rate", paramLabel = "N", description = "Requests per second (10000).")
    private int rate = 10_000;

    @Option(names = "--seed", paramLabel = "N", description = "Picks one traffic of many (1).")
    private long seed = 1;

    @Option(names = "--customers", paramLabel = "N", description = "Customers in it (24).")
    private int customers = GeneratorConfig.DEFAULT.customers();

    @Option(
            names = "--start",
            paramLabel = "TIME",
            description = "Time of the first request, as in 2026-11-21T10:00:00Z (now).")
    private @Nullable Instant start;

    @Option(names = "--catalogue", paramLabel = "FILE", description = "Write the customers here.")
    private @Nullable Path catalogue;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (Files.exists(log)) {
            throw new ConfigurationException(log + " is there already: name a new file");
        }
        if (lines < 1 || rate < 1) {
            throw new ConfigurationException("--lines and --rate must be 1 at least");
        }
        GeneratorConfig standard = GeneratorConfig.DEFAULT;
        var generator =
                new LogGenerator(
                        new GeneratorConfig(
                                seed,
                                customers,
                                standard.clients(),
                                standard.paths(),
                                standard.attacks()));
        Instant first = start == null ? Instant.now() : start;
        try (LogWriter writer = LogWriter.open(generator, log, Long.MAX_VALUE, 0)) {
            writer.write(lines, first.toEpochMilli(), rate);
        }
        if (catalogue != null) {
            Files.writeString(catalogue, generator.catalogueYaml());
        }
        spec.commandLine().getOut().println(LogGenerator.FORMAT);
        return 0;
    }
}
