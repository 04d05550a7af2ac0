package dev.weir.cli;

import dev.weir.cli.config.WeirConfig;
import dev.weir.schema.yaml.ConfigurationException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options that most commands take.
final class ConfigOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration (YAML); see docs/reference/configuration.md.")
    private @Nullable Path config;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where data is kept (default: ./weir-data).")
    private @Nullable Path data;

    /// The configuration of the file, with what the command line says instead.
    WeirConfig read() throws ConfigurationException {
        WeirConfig read = WeirConfig.read(Optional.ofNullable(config));
        return data == null ? read : read.withData(data);
    }
}
