package dev.weir.benchmarks.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// What the machine does with the same file by tools that everybody has: reading it, and packing
/// it.
final class Baselines {
    static void print(Path log, long lines) throws IOException, InterruptedException {
        System.out.printf(
                Locale.ROOT,
                "%,d lines, %.1f bytes a line, %d processors, Java %s%n%n",
                lines,
                (double) Files.size(log) / lines,
                Runtime.getRuntime().availableProcessors(),
                Runtime.version());
        System.out.println("| baseline | lines/s | seconds | bytes/line |");
        System.out.println("|---|---:|---:|---:|");
        print("wc -l", List.of("wc", "-l", log.toString()), log, lines);
        print("lz4 -1", List.of("lz4", "-1", "-c", log.toString()), log, lines);
        print("gzip -6", List.of("gzip", "-6", "-c", log.toString()), log, lines);
    }

    private static void print(String name, List<String> command, Path log, long lines)
            throws InterruptedException {
        try {
            Path out = log.resolveSibling("baseline.out");
            long start = System.nanoTime();
            int code =
                    new ProcessBuilder(command)
                            .redirectOutput(out.toFile())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor();
            double elapsed = (System.nanoTime() - start) / 1e9;
            String bytes =
                    name.startsWith("wc")
                            ? ""
                            : String.format(Locale.ROOT, "%.1f", (double) Files.size(out) / lines);
            if (code == 0) {
                System.out.printf(
                        Locale.ROOT,
                        "| `%s` | %,.0f | %.2f | %s |%n",
                        name,
                        lines / elapsed,
                        elapsed,
                        bytes);
            }
            Files.delete(out);
        } catch (IOException e) {
            System.out.println("| `" + name + "` | not here | | |");
        }
    }

    private Baselines() {}
}
