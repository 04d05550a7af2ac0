package dev.weir.collector;

import java.io.IOException;
import java.util.Optional;

/// How a file begins: takes its first bytes, gives its identity, and a longer fingerprint which
/// tells whether the file still is the same one.
///
/// @param identity names the generation
/// @param start where the first byte stands that is no NUL
/// @param fingerprint of up to [Fingerprint#MAX_BYTES] bytes from there, as many as were there
record FileHead(FileIdentity identity, long start, Fingerprint fingerprint) {
    /// Reads the beginning of a file; empty if its first line is not complete.
    static Optional<FileHead> read(FileIdentity.Place place, FileContent content)
            throws IOException {
        FileBeginning beginning = FileBeginning.read(content);
        return beginning.isComplete() ? beginning.head(place) : Optional.empty();
    }

    /// Reads the beginning of a file that nobody completes any more; empty if there is none.
    static Optional<FileHead> readIncomplete(FileIdentity.Place place, FileContent content)
            throws IOException {
        return FileBeginning.read(content).head(place);
    }

    /// Looks again; gives the same with a longer fingerprint if the file has grown, empty if the
    /// file begins otherwise now.
    Optional<FileHead> lookAgain(FileContent content) throws IOException {
        byte[] bytes = new byte[Fingerprint.MAX_BYTES];
        int count = content.readAt(bytes, bytes.length, start);
        return fingerprint.isStartOf(bytes, 0, count)
                ? Optional.of(new FileHead(identity, start, Fingerprint.of(bytes, 0, count)))
                : Optional.empty();
    }

    /// Whether the fingerprint covers all it may.
    boolean isFull() {
        return fingerprint.length() == Fingerprint.MAX_BYTES;
    }
}
