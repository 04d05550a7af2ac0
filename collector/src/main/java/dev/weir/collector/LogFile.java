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
/// @param whole whether it is read from its beginning also where other logs, when they are first
///     seen, are read from their end
public record LogFile(
        Path path,
        LogFormat format,
        String customer,
        String defaultHost,
        AddressPolicy addresses,
        boolean whole) {
    public LogFile {
        path = path.toAbsolutePath().normalize();
    }

    /// A log that keeps clients' addresses as they are, and is read from where the configuration of
    /// all logs says.
    public LogFile(Path path, LogFormat format, String customer, String defaultHost) {
        this(path, format, customer, defaultHost, AddressPolicy.KEEP, false);
    }

    /// The same with another policy for clients' addresses.
    public LogFile withAddresses(AddressPolicy value) {
        return new LogFile(path, format, customer, defaultHost, value, whole);
    }

    /// The same, read from its beginning in any case.
    public LogFile asWhole() {
        return new LogFile(path, format, customer, defaultHost, addresses, true);
    }

    /// The same log at another path: one that its pattern has found.
    LogFile at(Path other) {
        return new LogFile(other, format, customer, defaultHost, addresses, whole);
    }

    /// A log whose customers the catalogue knows.
    public static LogFile of(Path path, LogFormat format) {
        return new LogFile(path, format, "", "");
    }
}
