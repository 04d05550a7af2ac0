package dev.weir.collector;

import dev.weir.collector.address.AddressPolicy;
import dev.weir.collector.format.LogFormat;
import java.nio.file.Path;

/// A log to follow.
///
/// @param path where the proxy writes it, rotated predecessors lie beside it; or a pattern of such
///     paths, see [LogPath]
/// @param format how its lines read
/// @param customer whose requests all of its lines are; empty: the catalogue says it by the host
/// @param defaultHost the host of lines that do not name one; empty: none
/// @param addresses what is kept of its clients' addresses
public record LogFile(
        Path path, LogFormat format, String customer, String defaultHost, AddressPolicy addresses) {
    public LogFile {
        path = path.toAbsolutePath().normalize();
    }

    /// A log that keeps clients' addresses as they are.
    public LogFile(Path path, LogFormat format, String customer, String defaultHost) {
        this(path, format, customer, defaultHost, AddressPolicy.KEEP);
    }

    /// The same with another policy for clients' addresses.
    public LogFile withAddresses(AddressPolicy value) {
        return new LogFile(path, format, customer, defaultHost, value);
    }

    /// The same log at another path: one that its pattern has found.
    LogFile at(Path other) {
        return new LogFile(other, format, customer, defaultHost, addresses);
    }

    /// A log whose customers the catalogue knows.
    public static LogFile of(Path path, LogFormat format) {
        return new LogFile(path, format, "", "");
    }
}
