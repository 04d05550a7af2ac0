package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads a spool as a killed process left it, whose lines are for paths that are their numbers.
final class SpoolOnDisk {
    private static final Pattern GIVEN_UP = Pattern.compile("given-up-(\\d+)-(\\d+)");
    private static final Pattern HELD = Pattern.compile("held-(\\d+).*");
    private static final Pattern LINE = Pattern.compile(".*\"GET /(\\d+) .*\"ua\"");

    /// A line that a kill has cut is of no number, and has one.
    private static final long CUT = -1;

    private final Path directory;

    SpoolOnDisk(Path directory) {
        this.directory = directory;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.sorted(
                            Comparator.comparing((Path path) -> path.endsWith("input.log"))
                                    .thenComparing(Comparator.naturalOrder()))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private Matcher count() throws IOException {
        for (Path file : files()) {
            Matcher matcher = GIVEN_UP.matcher(String.valueOf(file.getFileName()));
            if (matcher.matches()) {
                return matcher;
            }
        }
        Matcher none = GIVEN_UP.matcher("given-up-0-0");
        assertTrue(none.matches());
        return none;
    }

    long givenUp() throws IOException {
        return Long.parseLong(count().group(2));
    }

    /// Checks that the lines shown, then those given up, then those held are all that were written,
    /// one after the other.
    ///
    /// @return the number of the next line
    long assertExact() throws IOException {
        long givenUpTo = Long.parseLong(count().group(1));
        List<Long> shown = new ArrayList<>();
        List<Long> held = new ArrayList<>();
        for (Path file : files()) {
            Matcher name = HELD.matcher(String.valueOf(file.getFileName()));
            if (!name.matches()) {
                shown.addAll(numbers(file));
            } else if (Long.parseLong(name.group(1)) > givenUpTo) {
                held.addAll(numbers(file));
            }
        }
        assertAscending(shown, 0);
        long first = shown.size() + givenUp();
        assertAscending(held, first);
        assertTrue(held.size() > shown.size(), "shown " + shown.size());
        return first + held.size();
    }

    private static void assertAscending(List<Long> numbers, long first) {
        for (int index = 0; index < numbers.size(); index++) {
            long number = numbers.get(index);
            assertEquals(number == CUT ? CUT : first + index, number);
        }
    }

    private static List<Long> numbers(Path file) throws IOException {
        return Files.readString(file)
                .lines()
                .map(line -> {
                    Matcher matcher = LINE.matcher(line);
                    return matcher.matches() ? Long.parseLong(matcher.group(1)) : CUT;
                })
                .toList();
    }
}
