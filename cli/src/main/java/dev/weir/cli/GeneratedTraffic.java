package dev.weir.cli;

import dev.weir.cli.config.CollectSettings;
import dev.weir.cli.generate.GeneratorConfig;
import dev.weir.cli.generate.LogGenerator;
import dev.weir.cli.generate.LogWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The traffic that `weir up` makes when it is given no log: a log of its own, and a catalogue of
/// the customers in it.
final class GeneratedTraffic {
    private static final String LOG = "access.log";
    private static final String CATALOGUE = "customers.yaml";

    /// The demonstration's disk is bounded: it is for looking at, not for keeping.
    private static final long MAX_FILE_BYTES = 64L << 20;

    private static final int KEPT_FILES = 2;

    private final Path directory;
    private final int rate;
    private final LogGenerator generator = new LogGenerator(GeneratorConfig.DEFAULT);

    private GeneratedTraffic(Path directory, int rate) {
        this.directory = directory;
        this.rate = rate;
    }

    /// Prepares traffic of `rate` requests per second in a directory.
    static GeneratedTraffic prepare(Path directory, int rate) throws IOException {
        var traffic = new GeneratedTraffic(directory, rate);
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(CATALOGUE), traffic.generator.catalogueYaml());
        return traffic;
    }

    /// The settings that follow this traffic.
    CollectSettings applyTo(CollectSettings settings) {
        return settings.with(
                List.of(
                        new CollectSettings.Log(
                                directory.resolve(LOG), LogGenerator.FORMAT, null, null)),
                Optional.of(directory.resolve(CATALOGUE)));
    }

    /// Starts to write; close it to stop.
    LogWriter start() throws IOException {
        LogWriter writer =
                LogWriter.open(generator, directory.resolve(LOG), MAX_FILE_BYTES, KEPT_FILES);
        writer.start(rate);
        return writer;
    }
}
