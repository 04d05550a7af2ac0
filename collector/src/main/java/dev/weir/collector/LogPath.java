package dev.weir.collector;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// The path of a log, or a pattern of paths: takes listings of directories, gives the logs there.
///
/// In each name of the path `*` stands for any characters, `?` for one, `[a-z]` and `{a,b}` for
/// choices. A log's rotated files are never logs of their own, whatever the pattern says.
final class LogPath {
    private static final String WILD = "*?[{";

    private final Path path;
    private final int fixedNames;

    LogPath(Path path) {
        this.path = path;
        int fixed = 0;
        while (fixed < path.getNameCount() && !isWild(path.getName(fixed).toString())) {
            fixed++;
        }
        this.fixedNames = fixed;
    }

    private static boolean isWild(String name) {
        return name.chars().anyMatch(c -> WILD.indexOf(c) >= 0);
    }

    /// Whether this can be several logs.
    boolean isPattern() {
        return fixedNames < path.getNameCount();
    }

    /// The directory that is there whatever the pattern finds.
    Path base() {
        Path root = path.getRoot();
        Path base = root == null ? Path.of("") : root;
        return fixedNames == 0 ? base : base.resolve(path.subpath(0, fixedNames));
    }

    /// The logs that are there, but for known ones.
    List<Path> find(DirectoryListings listings, Predicate<Path> isKnown) throws IOException {
        List<Path> found = List.of(base());
        for (int index = fixedNames; index < path.getNameCount(); index++) {
            boolean last = index == path.getNameCount() - 1;
            String name = path.getName(index).toString();
            found = matching(found, name, last ? isKnown : _ -> false, listings);
            found.removeIf(
                    last ? one -> !Files.isRegularFile(one) : one -> !Files.isDirectory(one));
        }
        return found;
    }

    private static List<Path> matching(
            List<Path> directories,
            String name,
            Predicate<Path> isKnown,
            DirectoryListings listings)
            throws IOException {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + name);
        List<Path> found = new ArrayList<>();
        for (Path directory : directories) {
            List<String> names = new ArrayList<>();
            for (String entry : listings.names(directory)) {
                if (matcher.matches(Path.of(entry))) {
                    names.add(entry);
                }
            }
            for (String entry : withoutRotated(names)) {
                Path one = directory.resolve(entry);
                if (!isKnown.test(one)) {
                    found.add(one);
                }
            }
        }
        return found;
    }

    /// Names are sorted: those that begin like one stand after it.
    private static List<String> withoutRotated(List<String> names) {
        Set<String> all = new HashSet<>(names);
        List<String> logs = new ArrayList<>();
        for (String name : names) {
            boolean rotated =
                    RotatedNames.isCompressed(name)
                            || (!logs.isEmpty() && RotatedNames.isRotated(logs.getLast(), name))
                            || RotatedNames.datedLog(name).filter(all::contains).isPresent();
            if (!rotated) {
                logs.add(name);
            }
        }
        return logs;
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
