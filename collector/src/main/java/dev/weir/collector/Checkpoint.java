package dev.weir.collector;

import java.nio.file.Path;

/// How far a source is acknowledged, and what tells that a file is this source.
///
/// @param sourceId the file generation
/// @param path the configured path of the log
/// @param head where the file lies and how it begins
/// @param truncations how often a file with this very identity was emptied
/// @param position what is acknowledged
/// @param lines what became of the lines up to there
/// @param seenAt when the file last stood in the log's place: milliseconds since
///     1970-01-01T00:00Z
record Checkpoint(
        String sourceId,
        Path path,
        FileHead head,
        int truncations,
        Position position,
        LineCounts lines,
        long seenAt) {

    /// A place in a source.
    ///
    /// @param offset position after the last byte
    /// @param before of the bytes that end there
    record Position(long offset, Fingerprint before) {
        static final Position START = new Position(0, Fingerprint.NONE);
    }

    FileIdentity identity() {
        return head.identity();
    }

    long offset() {
        return position.offset();
    }

    /// The same at another position, to look for its bytes.
    Checkpoint at(Position other) {
        return new Checkpoint(sourceId, path, head, truncations, other, lines, seenAt);
    }
}
