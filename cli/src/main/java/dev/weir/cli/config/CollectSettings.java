package dev.weir.cli.config;

import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.schema.yaml.YamlMap;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Section `collect`.
///
/// @param host the name of this proxy host
/// @param logs the files to follow
/// @param inputs what is not in files
/// @param catalogue the customers' file, if there is one
/// @param fromBeginning whether files that are there at the first start are read from their
///     beginning rather than from their end
public record CollectSettings(
        String host,
        List<Log> logs,
        List<InputSettings> inputs,
        Optional<Path> catalogue,
        boolean fromBeginning) {

    /// A file to follow.
    ///
    /// @param path the file
    /// @param format a format's name, or an nginx `log_format` string
    /// @param customer whose requests all are, if they are one customer's
    /// @param defaultHost the host of requests, if the format does not tell
    public record Log(
            Path path, String format, @Nullable String customer, @Nullable String defaultHost) {}

    public static final String DEFAULT_FORMAT = "combined";

    static CollectSettings of(YamlMap section) throws ConfigurationException {
        section.allowOnly("host", "logs", "inputs", "catalogue", "from_beginning");
        List<Log> logs = new ArrayList<>();
        for (YamlMap log : section.maps("logs")) {
            log.allowOnly("path", "format", "customer", "default_host");
            logs.add(
                    new Log(
                            Path.of(log.requiredText("path", "the path of a log file")),
                            log.text("format").orElse(DEFAULT_FORMAT),
                            log.text("customer").orElse(null),
                            log.text("default_host").orElse(null)));
        }
        return new CollectSettings(
                section.text("host").orElseGet(CollectSettings::thisHost),
                logs,
                InputSettings.listOf(section.maps("inputs")),
                section.text("catalogue").map(Path::of),
                section.flag("from_beginning").orElse(true));
    }

    private static String thisHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /// Whether there is nothing to collect.
    public boolean isEmpty() {
        return logs.isEmpty() && inputs.isEmpty();
    }

    /// The same with other logs, no inputs, and other customers.
    public CollectSettings with(List<Log> otherLogs, Optional<Path> otherCatalogue) {
        return with(otherLogs, List.of(), otherCatalogue);
    }

    /// The same with other logs, inputs and customers.
    public CollectSettings with(
            List<Log> otherLogs, List<InputSettings> otherInputs, Optional<Path> otherCatalogue) {
        return new CollectSettings(host, otherLogs, otherInputs, otherCatalogue, fromBeginning);
    }
}
