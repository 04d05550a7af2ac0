package dev.weir.cli;

import dev.weir.cli.config.CollectSettings;
import dev.weir.cli.config.InputSettings;
import dev.weir.collector.nginx.NginxLog;
import dev.weir.collector.nginx.NginxLogs;
import dev.weir.schema.yaml.ConfigurationException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which logs are followed, and how they read.
final class LogOptions {
    private static final Logger LOG = System.getLogger(LogOptions.class.getName());

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
                    "How the logs given with --log, and --stdin, read: a format's name (combined by"
                            + " default) or a format string; `weir check` guesses it.")
    private String format = CollectSettings.DEFAULT_FORMAT;

    @Option(
            names = "--nginx",
            paramLabel = "FILE",
            description =
                    "nginx's main configuration (/etc/nginx/nginx.conf): every access_log in it is"
                            + " followed, in its own format.")
    private @Nullable Path nginx;

    @Option(
            names = "--nginx-prefix",
            paramLabel = "DIR",
            description = "What relative paths of nginx's logs count from; nginx -V shows it.")
    private @Nullable Path nginxPrefix;

    @Option(
            names = "--catalogue",
            paramLabel = "FILE",
            description = "Which host is which customer's (YAML).")
    private @Nullable Path catalogue;

    @Option(
            names = "--customer",
            paramLabel = "NAME",
            description =
                    "Whose all requests of the logs given with --log or --nginx, and of --stdin, are"
                            + " (default: as the catalogue says; without one: default).")
    private @Nullable String customer;

    boolean isGiven() {
        return stdin || !logs.isEmpty() || nginx != null;
    }

    /// The settings with what the command line gives in place of the logs and inputs of the file.
    ///
    /// @throws ConfigurationException if nginx's configuration is none, or has no log to follow
    CollectSettings applyTo(CollectSettings settings) throws ConfigurationException {
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
        if (nginx != null) {
            for (NginxLog log : logsOf(nginx)) {
                String host = log.defaultHost().isEmpty() ? null : log.defaultHost();
                given.add(new CollectSettings.Log(log.path(), log.format(), whose, host));
            }
        }
        return settings.with(
                given, stdin ? List.of(InputSettings.stdin(format, whose)) : List.of(), customers);
    }

    private List<NginxLog> logsOf(Path main) throws ConfigurationException {
        NginxLogs found = NginxLogs.read(main, Optional.ofNullable(nginxPrefix));
        if (found.logs().isEmpty()) {
            throw new ConfigurationException(
                    main
                            + ": has no access_log that can be followed"
                            + (found.notFollowed().isEmpty()
                                    ? ""
                                    : ":\n  " + String.join("\n  ", found.notFollowed())));
        }
        for (NginxLog log : found.logs()) {
            LOG.log(
                    Level.INFO,
                    "nginx log={0} host={1} configured={2} format={3}",
                    log.path(),
                    log.defaultHost().isEmpty() ? "-" : log.defaultHost(),
                    log.where(),
                    log.format());
        }
        found.notFollowed().forEach(sentence -> LOG.log(Level.WARNING, sentence));
        return found.logs();
    }
}
