package dev.weir.collector.input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The files of a spool as they lie in its directory.
record SpoolDirectory(Path path) {
    /// Those of the collector: the log and what it was before.
    List<Path> shown() throws IOException {
        return files(SpoolFiles.LOG);
    }

    /// Those that are held back.
    List<Path> held() throws IOException {
        return files("held-");
    }

    /// Those with a prefix, oldest first.
    List<Path> files(String prefix) throws IOException {
        try (Stream<Path> all = Files.list(path)) {
            Comparator<Path> logLast =
                    Comparator.comparing((Path file) -> file.endsWith(SpoolFiles.LOG));
            return all.filter(file -> String.valueOf(file.getFileName()).startsWith(prefix))
                    .sorted(logLast.thenComparing(Comparator.naturalOrder()))
                    .toList();
        }
    }

    /// The lines that the collector was shown and that are there.
    List<String> shownLines() throws IOException {
        return lines(shown());
    }

    /// The lines that are held back.
    List<String> heldLines() throws IOException {
        return lines(held());
    }

    private static List<String> lines(List<Path> files) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : files) {
            lines.addAll(Files.readAllLines(file));
        }
        return lines;
    }

    /// Bytes of all.
    long size() throws IOException {
        long size = 0;
        for (Path file : files("")) {
            size += Files.size(file);
        }
        return size;
    }
}
