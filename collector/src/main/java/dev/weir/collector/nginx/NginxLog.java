package dev.weir.collector.nginx;

import java.nio.file.Path;

/// An access log that nginx writes.
///
/// @param path the file
/// @param format as `LogFormat` takes it
/// @param defaultHost the name of the only server that writes it, where the format does not tell
///     the host; empty if it does, or if there is no such name
/// @param where the file and the line of the `access_log`, for people
public record NginxLog(Path path, String format, String defaultHost, String where) {}
