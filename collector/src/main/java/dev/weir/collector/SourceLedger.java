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
/// @param cutLines of these, those whose line was longer than the limit
/// @param rejectedLines by reason, as in `lines`
/// @param gapBytes that were in the file before this one and were emptied away unread, as far as
///     that can be known
/// @param stall why the file grows while it is not read on; empty if it is not so
/// @param lines what became of every line
public record SourceLedger(
        String sourceId,
        Path path,
        long fileSize,
        long readOffset,
        long acknowledgedOffset,
        long requests,
        long cutLines,
        Map<String, Long> rejectedLines,
        long gapBytes,
        String stall,
        LineCounts lines) {
    public SourceLedger {
        rejectedLines = Map.copyOf(rejectedLines);
    }

    /// Bytes that lie in the file or are under way, but are not acknowledged.
    public long waitingBytes() {
        return Math.max(0, fileSize - acknowledgedOffset);
    }
}
