package dev.weir.collector;

import dev.weir.collector.format.LogFormat;
import java.nio.file.Path;

/// A log to follow.
///
/// @param path where the proxy writes it; rotated predecessors lie beside it
/// @param format how its lines read
/// @param customer whose requests all of its lines are; empty: the catalogue says it by the host
/// @param defaultHost the host of lines that do not name one; empty: none
public record LogFile(Path path, LogFormat format, String customer, String defaultHost) {
    public LogFile {
        path = path.toAbsolutePath().normalize();
    }

    /// A log whose customers the catalogue knows.
    public static LogFile of(Path path, LogFormat format) {
        return new LogFile(path, format, "", "");
    }
}
