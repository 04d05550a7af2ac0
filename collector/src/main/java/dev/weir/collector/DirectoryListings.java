package dev.weir.collector;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/// The names in directories, listed once for all logs that ask in the same round: thousands of logs
/// may lie in one directory and rotate at once.
final class DirectoryListings {
    private final Map<Path, NavigableSet<String>> listed = new HashMap<>();

    /// Forgets what was listed.
    void refresh() {
        listed.clear();
    }

    /// The names in a directory, sorted; none if it is not there.
    NavigableSet<String> names(Path directory) throws IOException {
        NavigableSet<String> known = listed.get(directory);
        if (known == null) {
            known = list(directory);
            listed.put(directory, known);
        }
        return known;
    }

    /// The names that begin with `stem`.
    NavigableSet<String> names(Path directory, String stem) throws IOException {
        return names(directory).subSet(stem, true, stem + Character.MAX_VALUE, false);
    }

    private static NavigableSet<String> list(Path directory) throws IOException {
        NavigableSet<String> names = new TreeSet<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(path -> names.add(String.valueOf(path.getFileName())));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return names;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }
}
