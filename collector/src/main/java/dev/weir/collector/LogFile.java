package dev.weir.collector;

import dev.weir.collector.format.LogFormat;
import java.nio.file.Path;

/// A log to follow.
///
/// @param path where the proxy writes it; rotated predecessors lie beside it
/// @param format how its lines read
/// @param customer whose requests all of its lines are; empty: the catalogue says it by the host
/// @param defaultHost the host of lines that do not name one; empty: none
/// @param whole whether it is read from its beginning also where other logs, when they are first
///     seen, are read from their end
public record LogFile(
        Path path, LogFormat format, String customer, String defaultHost, boolean whole) {
    public LogFile {
        path = path.toAbsolutePath().normalize();
    }

    /// A log that is read from where the configuration of all logs says.
    public LogFile(Path path, LogFormat format, String customer, String defaultHost) {
        this(path, format, customer, defaultHost, false);
    }

    /// The same, read from its beginning in any case.
    public LogFile asWhole() {
        return new LogFile(path, format, customer, defaultHost, true);
    }

    /// A log whose customers the catalogue knows.
    public static LogFile of(Path path, LogFormat format) {
        return new LogFile(path, format, "", "");
    }
}
