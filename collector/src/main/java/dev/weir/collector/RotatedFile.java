package dev.weir.collector;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/// A file that a log was renamed, copied or compressed to.
///
/// @param path where it is now
/// @param place where it lies on the disk
/// @param head how it begins, uncompressed
/// @param beginning its first bytes, uncompressed
/// @param isCompressed whether it is a gzip file
/// @param size in bytes; of a compressed file what it tells of its uncompressed size, modulo 2³²
/// @param isSizeWhole whether the size is not modulo anything
/// @param modifiedAt when it was last written: milliseconds since 1970-01-01T00:00Z
record RotatedFile(
        Path path,
        FileIdentity.Place place,
        FileHead head,
        FileBeginning beginning,
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
    /// @throws NoSuchFileException if it has another name by now, or is gone
    /// @throws CorruptFileException if it is a compressed one and damaged at its very beginning
    static Optional<RotatedFile> look(Path path) throws NoSuchFileException, CorruptFileException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.isRegularFile() || attributes.size() == 0) {
                return Optional.empty();
            }
            FileIdentity.Place place = FileIdentity.Place.of(path);
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                boolean compressed = RotatedNames.isGzip(path);
                FileBeginning beginning =
                        compressed
                                ? gzipBeginning(path, channel)
                                : FileBeginning.read(new PlainContent(channel));
                long size = compressed ? GzipContent.toldSize(channel) : attributes.size();
                // Nothing is compressed to less than a thousandth.
                boolean whole = !compressed || attributes.size() * MAX_RATIO < WRAP;
                long modifiedAt = attributes.lastModifiedTime().toMillis();
                checkStillAt(path, place);
                return beginning
                        .head(place)
                        .map(head ->
                                new RotatedFile(
                                        path,
                                        place,
                                        head,
                                        beginning,
                                        compressed,
                                        size,
                                        whole,
                                        modifiedAt));
            }
        } catch (NoSuchFileException | CorruptFileException e) {
            throw e;
        } catch (IOException e) {
            // Of somebody else's: not ours to follow.
            return Optional.empty();
        }
    }

    private static FileBeginning gzipBeginning(Path path, FileChannel channel)
            throws CorruptFileException {
        try {
            return FileBeginning.readGzip(channel);
        } catch (IOException e) {
            throw new CorruptFileException(path, 0, e);
        }
    }

    private static void checkStillAt(Path path, FileIdentity.Place place) throws IOException {
        if (!FileIdentity.Place.of(path).equals(place)) {
            throw new NoSuchFileException(path.toString(), null, "another file has its name");
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
        // A shorter file that begins alike is a copy from before it grew: no more can be told of
        // it.
        return beginning.beginsWith(checkpoint.head())
                || (head.start() == checkpoint.head().start()
                        && head.fingerprint().length() < checkpoint.head().fingerprint().length());
    }

    /// Whether the bytes before a checkpoint's offset stand there in this file; of a compressed one
    /// that is not looked at.
    ///
    /// @throws NoSuchFileException if it has another name by now, or is gone
    boolean continues(Checkpoint checkpoint) throws IOException {
        if (isCompressed) {
            return true;
        }
        Fingerprint before = checkpoint.position().before();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            byte[] bytes = new byte[before.length()];
            long from = checkpoint.offset() - bytes.length;
            int count = new PlainContent(channel).readAt(bytes, bytes.length, from);
            checkStillAt(path, place);
            return before.isStartOf(bytes, 0, count);
        }
    }
}
