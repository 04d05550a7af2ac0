package dev.weir.collector.input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Keeps how many lines of a spool were given up, through crashes; for one thread at a time.
///
/// It is the name of an empty file, `given-up-SEGMENT-LINES`, for a name changes as a whole and needs
/// no room on a full disk.
final class GivenUp {
    private static final Pattern NAME = Pattern.compile("given-up-(\\d{10})-(\\d{1,18})");

    private final Path directory;
    private long segment;
    private long lines;

    GivenUp(Path directory) {
        this.directory = directory;
    }

    /// Takes up the file if this is its name.
    void takeUp(String name) {
        Matcher matcher = NAME.matcher(name);
        if (matcher.matches() && Long.parseLong(matcher.group(1)) >= segment) {
            segment = Long.parseLong(matcher.group(1));
            lines = Long.parseLong(matcher.group(2));
        }
    }

    /// Counts the lines of a segment, and all of the segment from then on as given up.
    void add(long number, long count) throws IOException {
        Path last = directory.resolve(name(segment, lines));
        Path next = directory.resolve(name(number, lines + count));
        try {
            Files.move(last, next, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            Files.createFile(next);
        }
        segment = number;
        lines += count;
    }

    private static String name(long segment, long lines) {
        return "given-up-%010d-%d".formatted(segment, lines);
    }

    /// Number of the newest segment that is given up; so are all that are older and not shown.
    long segment() {
        return segment;
    }

    /// Lines given up since the spool was made.
    long lines() {
        return lines;
    }
}
