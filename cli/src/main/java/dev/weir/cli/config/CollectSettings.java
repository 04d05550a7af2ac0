package dev.weir.cli.config;

import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.schema.yaml.YamlMap;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
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
/// @param addresses what is kept of clients' addresses, in logs that do not say it themselves
/// @param fromBeginning whether files that are there at the first start are read from their
///     beginning rather than from their end
/// @param maxLineBytes a line longer than this is cut
/// @param batches when a batch is closed, and how much may be under way
/// @param stallAfter how long a file may grow without being read on before that is reported
public record CollectSettings(
        String host,
        List<Log> logs,
        List<InputSettings> inputs,
        Optional<Path> catalogue,
        AddressSettings addresses,
        boolean fromBeginning,
        int maxLineBytes,
        BatchSettings batches,
        Duration stallAfter) {

    /// A file to follow.
    ///
    /// @param path the file, or a pattern of files
    /// @param lines how they read
    /// @param customer whose requests all are, if they are one customer's
    /// @param defaultHost the host of requests, if the format does not tell
    /// @param addresses what is kept of clients' addresses, if it is not what all logs keep
    public record Log(
            Path path,
            LineSettings lines,
            @Nullable String customer,
            @Nullable String defaultHost,
            @Nullable AddressSettings addresses) {
        /// A log that keeps of addresses what all keep.
        public Log(
                Path path, String format, @Nullable String customer, @Nullable String defaultHost) {
            this(path, new LineSettings(format), customer, defaultHost, null);
        }
    }

    public static final String DEFAULT_FORMAT = "combined";

    static CollectSettings of(YamlMap section) throws ConfigurationException {
        section.allowOnly(
                "host",
                "logs",
                "inputs",
                "catalogue",
                "client_address",
                "from_beginning",
                "max_line_bytes",
                "batch",
                "stall_after");
        List<Log> logs = new ArrayList<>();
        for (YamlMap log : section.maps("logs")) {
            log.allowOnly(
                    "path", "format", "time_zone", "customer", "default_host", "client_address");
            logs.add(
                    new Log(
                            Path.of(log.requiredText("path", "the path of a log file")),
                            LineSettings.of(log),
                            log.text("customer").orElse(null),
                            log.text("default_host").orElse(null),
                            log.has("client_address")
                                    ? AddressSettings.of(log.map("client_address"))
                                    : null));
        }
        return new CollectSettings(
                section.text("host").orElseGet(CollectSettings::thisHost),
                logs,
                InputSettings.listOf(section.maps("inputs")),
                section.text("catalogue").map(Path::of),
                AddressSettings.of(section.map("client_address")),
                section.flag("from_beginning").orElse(true),
                section.integer("max_line_bytes", 1024, 1 << 20).orElse(64 << 10),
                BatchSettings.of(section.map("batch")),
                section.duration("stall_after").orElse(Duration.ofMinutes(1)));
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
        return new CollectSettings(
                host,
                otherLogs,
                otherInputs,
                otherCatalogue,
                addresses,
                fromBeginning,
                maxLineBytes,
                batches,
                stallAfter);
    }
}
