package dev.weir.cli;

import dev.weir.cli.config.ServeSettings;
import dev.weir.cli.config.WeirConfig;
import dev.weir.schema.yaml.ConfigurationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the API listens.
final class ListenOptions {
    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Address of API and dashboard (default: 127.0.0.1:8080); port 0: any.")
    private @Nullable String listen;

    WeirConfig applyTo(WeirConfig config) throws ConfigurationException {
        String given = listen;
        if (given == null) {
            return config;
        }
        ServeSettings address =
                ServeSettings.parse(given)
                        .orElseThrow(() ->
                                new ConfigurationException(
                                        "--listen is "
                                                + given
                                                + "; allowed: host:port, as in"
                                                + " 127.0.0.1:8080"));
        return config.withServe(config.serve().at(address.host(), address.port()));
    }
}
