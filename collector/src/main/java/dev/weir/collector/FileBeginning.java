package dev.weir.collector;

import dev.weir.collector.format.ByteScan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Optional;

/// The first bytes of a file as they were when it was looked at: gives its head, and compares it
/// with heads that were kept, without a second look at a file that may have another name by then.
///
/// A writer that does not append leaves NULs before its next line when its file is emptied; they
/// say nothing about the file, so it begins after them.
final class FileBeginning {
    private static final int SCAN_BYTES = 1 << 16;

    private final long start;
    private final byte[] bytes;
    private final int count;

    private FileBeginning(long start, byte[] bytes, int count) {
        this.start = start;
        this.bytes = bytes;
        this.count = count;
    }

    static FileBeginning read(FileContent content) throws IOException {
        byte[] bytes = new byte[Fingerprint.MAX_BYTES];
        long start = 0;
        int count = content.readAt(bytes, bytes.length, start);
        if (count > 0 && bytes[0] == 0) {
            start = firstNonNul(content);
            count = content.readAt(bytes, bytes.length, start);
        }
        return new FileBeginning(start, bytes, count);
    }

    /// Of what was compressed.
    static FileBeginning readGzip(FileChannel file) throws IOException {
        try (InputStream stream = GzipContent.inflate(file)) {
            byte[] bytes = new byte[Fingerprint.MAX_BYTES];
            long start = 0;
            int first = stream.read();
            while (first == 0) {
                start++;
                first = stream.read();
            }
            if (first < 0) {
                return new FileBeginning(start, bytes, 0);
            }
            bytes[0] = (byte) first;
            int count = 1 + stream.readNBytes(bytes, 1, bytes.length - 1);
            return new FileBeginning(start, bytes, count);
        }
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

    /// Whether the first line is there to its end, or as much of it as names a file.
    boolean isComplete() {
        return lineFeed() >= 0 || count >= FileIdentity.MAX_HASHED;
    }

    private int lineFeed() {
        return ByteScan.indexOf(bytes, 0, count, (byte) '\n');
    }

    /// Names the file that lies at a place, by what there is of its first line; empty if there is
    /// nothing.
    Optional<FileHead> head(FileIdentity.Place place) {
        if (count == 0) {
            return Optional.empty();
        }
        int lineFeed = lineFeed();
        int hashed = Math.min(lineFeed < 0 ? count : lineFeed + 1, FileIdentity.MAX_HASHED);
        return Optional.of(
                new FileHead(
                        FileIdentity.of(place, bytes, 0, hashed),
                        start,
                        Fingerprint.of(bytes, 0, count)));
    }

    /// Whether another file begins with all of this: it may be what this is a copy of.
    boolean isStartOf(FileBeginning other) {
        return count <= other.count
                && start == other.start
                && Arrays.equals(bytes, 0, count, other.bytes, 0, count);
    }

    boolean isEmpty() {
        return count == 0;
    }

    /// Whether the bytes of a head that was kept are the first here too.
    boolean beginsWith(FileHead other) {
        return start == other.start() && other.fingerprint().isStartOf(bytes, 0, count);
    }
}
