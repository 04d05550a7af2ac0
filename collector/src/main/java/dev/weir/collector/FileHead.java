package dev.weir.collector;

import dev.weir.collector.format.ByteScan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.Optional;

/// How a file begins: takes its first bytes, gives its identity, and a longer fingerprint which
/// tells whether the file still is the same one.
///
/// A writer that does not append leaves NULs before its next line when its file is emptied; they
/// say nothing about the file, so it begins after them.
///
/// @param identity names the generation
/// @param start where the first byte stands that is no NUL
/// @param fingerprint of up to [Fingerprint#MAX_BYTES] bytes from there, as many as were there
record FileHead(FileIdentity identity, long start, Fingerprint fingerprint) {
    private static final int SCAN_BYTES = 1 << 16;

    /// Reads the beginning of a file; empty if its first line is not complete.
    static Optional<FileHead> read(FileIdentity.Place place, FileContent content)
            throws IOException {
        return read(place, content, false);
    }

    /// Reads the beginning of a file that nobody completes any more; empty if there is none.
    static Optional<FileHead> readIncomplete(FileIdentity.Place place, FileContent content)
            throws IOException {
        return read(place, content, true);
    }

    /// Reads the beginning of what was compressed; empty if there is none.
    static Optional<FileHead> readGzip(FileIdentity.Place place, FileChannel file)
            throws IOException {
        try (InputStream stream = GzipContent.inflate(file)) {
            long start = 0;
            int first = stream.read();
            while (first == 0) {
                start++;
                first = stream.read();
            }
            if (first < 0) {
                return Optional.empty();
            }
            byte[] bytes = new byte[Fingerprint.MAX_BYTES];
            bytes[0] = (byte) first;
            int count = 1 + stream.readNBytes(bytes, 1, bytes.length - 1);
            return of(place, start, bytes, count, true);
        }
    }

    /// Whether what was compressed begins like another file.
    static boolean gzipBeginsWith(FileChannel file, FileHead other) throws IOException {
        try (InputStream stream = GzipContent.inflate(file)) {
            stream.skipNBytes(other.start());
            byte[] bytes = new byte[other.fingerprint().length()];
            int count = stream.readNBytes(bytes, 0, bytes.length);
            return other.fingerprint().isStartOf(bytes, 0, count);
        }
    }

    private static Optional<FileHead> read(
            FileIdentity.Place place, FileContent content, boolean incomplete) throws IOException {
        byte[] bytes = new byte[Fingerprint.MAX_BYTES];
        long start = 0;
        int count = content.readAt(bytes, bytes.length, start);
        if (count > 0 && bytes[0] == 0) {
            start = firstNonNul(content);
            count = content.readAt(bytes, bytes.length, start);
        }
        return of(place, start, bytes, count, incomplete);
    }

    private static Optional<FileHead> of(
            FileIdentity.Place place, long start, byte[] bytes, int count, boolean incomplete) {
        int lineFeed = ByteScan.indexOf(bytes, 0, count, (byte) '\n');
        boolean complete = lineFeed >= 0 || count >= FileIdentity.MAX_HASHED;
        if (count == 0 || !(complete || incomplete)) {
            return Optional.empty();
        }
        int hashed = Math.min(lineFeed < 0 ? count : lineFeed + 1, FileIdentity.MAX_HASHED);
        return Optional.of(
                new FileHead(
                        FileIdentity.of(place, bytes, 0, hashed),
                        start,
                        Fingerprint.of(bytes, 0, count)));
    }

    private static long firstNonNul(FileContent content) throws IOException {
        byte[] bytes = new byte[SCAN_BYTES];
        long at = 0;
        while (true) {
            int count = content.readAt(bytes, bytes.length, at);
            int nuls = NulRun.length(bytes, count);
            at += nuls;
            if (nuls < count || count == 0) {
                return at;
            }
        }
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
