package dev.weir.cli;

import dev.weir.cli.config.CollectSettings;
import dev.weir.cli.config.InputSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which logs are followed, and how they read.
final class LogOptions {
    /// Customer of all requests of a log, when there is no catalogue to tell.
    static final String DEFAULT_CUSTOMER = "default";

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "A log to follow; give it again for more.")
    private final List<Path> logs = new ArrayList<>();

    @Option(
            names = "--stdin",
            description =
                    "Take lines from standard input, to its end; weir collect ends when all of them"
                            + " are shipped.")
    private boolean stdin;

    @Option(
            names = "--format",
            paramLabel = "NAME|STRING",
            description =
                    "How the logs given with --log, and --stdin, read: combined (default), common, or an nginx"
                            + " log_format string.")
    private String format = CollectSettings.DEFAULT_FORMAT;

    @Option(
            names = "--catalogue",
            paramLabel = "FILE",
            description = "Which host is which customer's (YAML).")
    private @Nullable Path catalogue;

    @Option(
            names = "--customer",
            paramLabel = "NAME",
            description =
                    "Whose all requests of the logs given with --log, and of --stdin, are (default:"
                            + " as the catalogue says; without one: default).")
    private @Nullable String customer;

    boolean isGiven() {
        return stdin || !logs.isEmpty();
    }

    /// The settings with what the command line gives in place of the logs and inputs of the file.
    CollectSettings applyTo(CollectSettings settings) {
        Optional<Path> customers = Optional.ofNullable(catalogue).or(settings::catalogue);
        if (!isGiven()) {
            return settings.with(settings.logs(), settings.inputs(), customers);
        }
        String whose = customer;
        if (whose == null && customers.isEmpty()) {
            whose = DEFAULT_CUSTOMER;
        }
        List<CollectSettings.Log> given = new ArrayList<>();
        for (Path log : logs) {
            given.add(new CollectSettings.Log(log, format, whose, null));
        }
        return settings.with(
                given, stdin ? List.of(InputSettings.stdin(format, whose)) : List.of(), customers);
    }
}
