package dev.weir.collector;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// The files that a log was renamed to: in its directory, with names that begin with its name.
final class RotatedFiles {
    private static final Set<String> COMPRESSED = Set.of("gz", "bz2", "xz", "zst", "lz4", "Z");

    /// One of them.
    ///
    /// @param path where it is now
    /// @param place where it lies on the disk
    /// @param identity its generation
    /// @param size in bytes
    /// @param modifiedAt when it was last written: milliseconds since 1970-01-01T00:00Z
    record Rotated(
            Path path,
            FileIdentity.Place place,
            FileIdentity identity,
            long size,
            long modifiedAt) {}

    /// Lists them, the longest unwritten first. A file that cannot be read is left out.
    static List<Rotated> of(Path log) throws IOException {
        List<Rotated> found = new ArrayList<>();
        Path directory = log.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            return found;
        }
        String name = String.valueOf(log.getFileName());
        DirectoryStream.Filter<Path> isSibling =
                path -> {
                    String other = String.valueOf(path.getFileName());
                    String suffix = other.substring(other.lastIndexOf('.') + 1);
                    return other.startsWith(name)
                            && other.length() > name.length()
                            && !COMPRESSED.contains(suffix);
                };
        try (DirectoryStream<Path> siblings = Files.newDirectoryStream(directory, isSibling)) {
            for (Path sibling : siblings) {
                look(sibling).ifPresent(found::add);
            }
        }
        found.sort(Comparator.comparingLong(Rotated::modifiedAt));
        return found;
    }

    private static Optional<Rotated> look(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                return Optional.empty();
            }
            FileIdentity.Place place = FileIdentity.Place.of(path);
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                return FileIdentity.of(place, channel)
                        .map(identity ->
                                new Rotated(
                                        path,
                                        place,
                                        identity,
                                        attributes.size(),
                                        attributes.lastModifiedTime().toMillis()));
            }
        } catch (IOException e) {
            // Renamed or removed while looking, or of somebody else's: not ours to follow.
            return Optional.empty();
        }
    }

    /// Those which nobody knows and which were written after `since`: generations that came and
    /// went unseen.
    static List<Rotated> missed(List<Rotated> all, Predicate<Rotated> isKnown, long since) {
        return all.stream()
                .filter(file -> !isKnown.test(file) && file.modifiedAt() >= since)
                .toList();
    }

    private RotatedFiles() {}
}
