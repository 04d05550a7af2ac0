package dev.weir.collector.input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/// A collector that reads each file that it finds in the log's place, when it is told to.
final class ReadingCollector implements Acknowledged {
    private final List<String> read = new ArrayList<>();
    private final List<Reading> open = new ArrayList<>();
    private final SpoolDirectory directory;
    private final Random random;

    private static final class Reading {
        final String firstLine;
        long offset;

        Reading(String firstLine) {
            this.firstLine = firstLine;
        }

        boolean isOf(String text) {
            return text.startsWith(firstLine + "\n");
        }

        int end(String text) {
            return text.indexOf('\n', (int) offset);
        }
    }

    /// @param seed of how much it reads at a time
    ReadingCollector(SpoolDirectory directory, long seed) {
        this.directory = directory;
        random = new Random(seed);
    }

    /// Looks which files there are, and reads so many lines, of the oldest file that has any first.
    synchronized void read(int lines) throws IOException {
        Map<String, String> there = look();
        there.keySet().stream()
                .filter(line -> open.stream().noneMatch(one -> one.firstLine.equals(line)))
                .forEach(line -> open.add(new Reading(line)));
        int left = lines;
        for (Reading reading : open) {
            String text = there.getOrDefault(reading.firstLine, "");
            for (int end = reading.end(text); end >= 0 && left > 0; end = reading.end(text)) {
                read.add(text.substring((int) reading.offset, end));
                reading.offset = end + 1L;
                left--;
            }
        }
    }

    /// All files as they were at one moment, by their first lines, oldest first.
    private Map<String, String> look() throws IOException {
        while (true) {
            List<Path> before = directory.shown();
            Map<String, String> texts = new LinkedHashMap<>();
            for (Path path : before) {
                text(path).ifPresent(text -> texts.put(firstLine(text), text));
            }
            if (before.equals(directory.shown())) {
                return texts;
            }
        }
    }

    /// The lines that it has read, in their order.
    synchronized List<String> lines() {
        return List.copyOf(read);
    }

    /// Reads on until the spool has nothing that is not read.
    void readAll(Spool spool) throws Exception {
        Waiting.until(
                "all is read",
                () -> {
                    readSome();
                    return spool.isAcknowledged();
                });
    }

    /// Lines that it has not read, of the files that it may read.
    long unread() throws IOException {
        long lines = 0;
        for (Path file : directory.shown()) {
            long offset = offset(file).orElse(0);
            lines += Files.readString(file).substring((int) offset).lines().count();
        }
        return lines;
    }

    void readSome() throws IOException {
        read(random.nextInt(200));
    }

    @Override
    public synchronized OptionalLong offset(Path file) throws IOException {
        Optional<String> text = text(file);
        return open.stream()
                .filter(reading -> text.filter(reading::isOf).isPresent())
                .mapToLong(reading -> reading.offset)
                .findFirst();
    }

    /// Empty if it has no line, or is gone.
    private static Optional<String> text(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file)).filter(text -> text.indexOf('\n') >= 0);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static String firstLine(String text) {
        return text.substring(0, text.indexOf('\n'));
    }
}
