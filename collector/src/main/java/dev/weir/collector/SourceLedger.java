package dev.weir.collector;

import java.nio.file.Path;
import java.util.Map;

/// Where a source stands: read = acknowledged + under way.
///
/// @param sourceId the file generation
/// @param path the configured path of the log
/// @param fileSize in bytes, when last looked at
/// @param readOffset position after the last byte read
/// @param acknowledgedOffset position after the last byte acknowledged
/// @param requests handed to the shipper since the start
/// @param rejectedLines since the start, by reason
public record SourceLedger(
        String sourceId,
        Path path,
        long fileSize,
        long readOffset,
        long acknowledgedOffset,
        long requests,
        Map<String, Long> rejectedLines) {
    public SourceLedger {
        rejectedLines = Map.copyOf(rejectedLines);
    }

    /// Bytes that lie in the file or are under way, but are not acknowledged.
    public long waitingBytes() {
        return Math.max(0, fileSize - acknowledgedOffset);
    }
}
