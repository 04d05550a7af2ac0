package dev.weir.benchmarks.peers;

import dev.weir.cli.generate.GeneratorConfig;
import dev.weir.cli.generate.LogGenerator;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// A log in the format `combined`, which every peer knows: what `weir generate` makes, without the
/// values behind the user agent.
///
/// @param path the file
/// @param lines in it
/// @param bytes in it
public record PeerLog(Path path, long lines, long bytes) {
    /// The time of the first line, so that every run of the benchmark reads the same bytes.
    private static final long START = 1_790_000_000_000L;

    private static final int LINES_PER_SECOND_OF_LOG = 10_000;

    /// The user agent ends with the sixth quote: nginx writes quotes in values as `\x22`.
    private static final int QUOTES = 6;

    /// Writes the log generator's lines in the format `combined`.
    public static PeerLog generate(Path path, long lines) throws IOException {
        var generator = new LogGenerator(GeneratorConfig.DEFAULT);
        byte[] line = new byte[LogGenerator.MAX_LINE_BYTES];
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path), 1 << 20)) {
            for (long index = 0; index < lines; index++) {
                long time = START + index * 1000 / LINES_PER_SECOND_OF_LOG;
                int end = endOfCombined(line, generator.next(time, line, 0));
                out.write(line, 0, end);
                out.write('\n');
            }
        }
        return new PeerLog(path, lines, Files.size(path));
    }

    private static int endOfCombined(byte[] line, int length) {
        int quotes = 0;
        for (int at = 0; at < length; at++) {
            if (line[at] == '"' && ++quotes == QUOTES) {
                return at + 1;
            }
        }
        throw new IllegalStateException("a generated line has " + quotes + " quotes");
    }

    /// The first lines, for a peer that would take too long for all.
    PeerLog first(long count) throws IOException {
        if (count >= lines) {
            return this;
        }
        Path part = path.resolveSibling("first-" + count + ".log");
        if (Files.notExists(part)) {
            try (var all = Files.newBufferedReader(path);
                    var some = Files.newBufferedWriter(part)) {
                for (long index = 0; index < count; index++) {
                    some.write(String.valueOf(all.readLine()));
                    some.write('\n');
                }
            }
        }
        return new PeerLog(part, count, Files.size(part));
    }
}
