package dev.weir.benchmarks.stores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The kernel's copies of a directory's files.
final class PageCache {
    /// Smaller files are not worth a process each.
    private static final long LEAST_BYTES = 64 << 10;

    /// Has the kernel forget them, file by file, which any user may and nobody else feels.
    ///
    /// @return whether it could be asked to
    static boolean drop(Path directory) throws IOException, InterruptedException {
        for (Path file : large(directory)) {
            List<String> forget =
                    List.of("dd", "if=" + file, "iflag=nocache", "count=0", "status=none");
            try {
                int code =
                        new ProcessBuilder(forget)
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor();
                if (code != 0) {
                    return false;
                }
            } catch (IOException e) {
                return false; // there is no GNU dd here
            }
        }
        return true;
    }

    private static List<Path> large(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> bytes(file) >= LEAST_BYTES).toList();
        }
    }

    /// Size of all files of a directory.
    static long bytesOf(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.mapToLong(PageCache::bytes).sum();
        }
    }

    private static long bytes(Path file) {
        return Files.isRegularFile(file) ? file.toFile().length() : 0;
    }

    private PageCache() {}
}
