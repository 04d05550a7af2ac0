package dev.weir.collector;

import java.nio.file.Path;

/// How far a source is acknowledged.
///
/// @param sourceId the file generation
/// @param path the configured path of the log
/// @param identity where the file lies and how it begins
/// @param truncations how often a file with this very identity was emptied
/// @param offset position after the last acknowledged byte
/// @param seenAt when the file was last there: milliseconds since 1970-01-01T00:00Z
record Checkpoint(
        String sourceId,
        Path path,
        FileIdentity identity,
        int truncations,
        long offset,
        long seenAt) {}
