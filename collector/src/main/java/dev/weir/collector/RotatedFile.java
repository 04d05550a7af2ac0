package dev.weir.collector;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/// A file that a log was renamed, copied or compressed to.
///
/// @param path where it is now
/// @param place where it lies on the disk
/// @param head how it begins, uncompressed
/// @param isCompressed whether it is a gzip file
/// @param size in bytes; of a compressed file what it tells of its uncompressed size, modulo 2³²
/// @param isSizeWhole whether the size is not modulo anything
/// @param modifiedAt when it was last written: milliseconds since 1970-01-01T00:00Z
record RotatedFile(
        Path path,
        FileIdentity.Place place,
        FileHead head,
        boolean isCompressed,
        long size,
        boolean isSizeWhole,
        long modifiedAt) {
    private static final long MAX_RATIO = 1032;
    private static final long WRAP = 1L << 32;

    /// A file as it was when looked at: one that is still being compressed is another one later.
    record Version(FileIdentity.Place place, long size, long modifiedAt) {}

    Version version() {
        return new Version(place, size, modifiedAt);
    }

    /// Looks at a file; empty if it is none that can be read, or is empty.
    ///
    /// @throws CorruptFileException if it is a compressed one and damaged at its very beginning
    static Optional<RotatedFile> look(Path path) throws CorruptFileException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.isRegularFile() || attributes.size() == 0) {
                return Optional.empty();
            }
            FileIdentity.Place place = FileIdentity.Place.of(path);
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                boolean compressed = RotatedNames.isGzip(path);
                Optional<FileHead> head =
                        compressed
                                ? gzipHead(path, place, channel)
                                : FileHead.readIncomplete(place, new PlainContent(channel));
                long size = compressed ? GzipContent.toldSize(channel) : attributes.size();
                // Nothing is compressed to less than a thousandth.
                boolean whole = !compressed || attributes.size() * MAX_RATIO < WRAP;
                long modifiedAt = attributes.lastModifiedTime().toMillis();
                return head.map(one ->
                        new RotatedFile(path, place, one, compressed, size, whole, modifiedAt));
            }
        } catch (CorruptFileException e) {
            throw e;
        } catch (IOException e) {
            // Renamed or removed while looking, or of somebody else's: not ours to follow.
            return Optional.empty();
        }
    }

    private static Optional<FileHead> gzipHead(
            Path path, FileIdentity.Place place, FileChannel channel) throws CorruptFileException {
        try {
            return FileHead.readGzip(place, channel);
        } catch (IOException e) {
            throw new CorruptFileException(path, 0, e);
        }
    }

    /// Whether it has bytes beyond those of a checkpoint.
    boolean isLongerThan(Checkpoint checkpoint) {
        return isSizeWhole ? size > checkpoint.offset() : size != checkpoint.offset() % WRAP;
    }

    /// Whether a checkpoint can be of a file that has these bytes: of this one, of the one that it
    /// was copied from, or of the one that was compressed to it.
    boolean hasBytesOf(Checkpoint checkpoint) {
        if (!head.identity().beginsLike(checkpoint.identity())) {
            return false;
        }
        Fingerprint mine = head.fingerprint();
        Fingerprint its = checkpoint.head().fingerprint();
        if (mine.length() == its.length()) {
            return mine.equals(its);
        }
        // A shorter file that begins alike is a copy from before it grew: no more can be told of
        // it.
        return mine.length() < its.length() || beginsWith(checkpoint.head());
    }

    private boolean beginsWith(FileHead other) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (isCompressed) {
                return FileHead.gzipBeginsWith(channel, other);
            }
            return other.lookAgain(new PlainContent(channel)).isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /// Whether the bytes before a checkpoint's offset stand there in this file; of a compressed one
    /// that is not looked at.
    boolean continues(Checkpoint checkpoint) {
        Fingerprint before = checkpoint.position().before();
        if (isCompressed) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            byte[] bytes = new byte[before.length()];
            long from = checkpoint.offset() - bytes.length;
            int count = new PlainContent(channel).readAt(bytes, bytes.length, from);
            return before.isStartOf(bytes, 0, count);
        } catch (IOException e) {
            return false;
        }
    }
}
