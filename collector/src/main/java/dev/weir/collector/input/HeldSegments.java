package dev.weir.collector.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The newest files of a spool that is far behind, which the collector is not shown yet: takes new
/// lines, gives the oldest file to be shown, or gives it up. For one thread at a time.
///
/// ```text
/// held-0000000009-1204332       full, of so many lines; shown or given up first
/// held-0000000010-1199874
/// held-0000000011               grows
/// given-up-0000000008-3402211   see GivenUp
/// ```
///
/// What becomes of a file is decided by one renaming, so it is shown or given up, and never both,
/// whenever the process is killed:
///
/// - Shown: it gets the name of a log. Nobody gives it up then, for the collector may have begun to
///   read it, and Kafka may have a part.
/// - Given up: its number and its lines go into the name of the count, and only then is it deleted. A
///   crash in between leaves a file whose number the count has passed: it is deleted at the next start
///   and not counted again.
final class HeldSegments {
    private static final Pattern NAME = Pattern.compile("held-(\\d{10})(?:-(\\d{1,18}))?");

    private static final class Segment {
        private final long number;
        private Path path;
        private long size;
        private long lines;
        private boolean isFull;

        Segment(long number, Path path) {
            this.number = number;
            this.path = path;
        }
    }

    private final Path directory;
    private final GivenUp givenUp;

    /// The oldest first; only the last one grows.
    private final Deque<Segment> all = new ArrayDeque<>();

    private long size;

    private HeldSegments(Path directory) {
        this.directory = directory;
        this.givenUp = new GivenUp(directory);
    }

    /// Takes up those of a directory.
    static HeldSegments open(Path directory, Collection<Path> files) throws IOException {
        HeldSegments held = new HeldSegments(directory);
        NavigableMap<Long, Segment> found = new TreeMap<>();
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            held.givenUp.takeUp(name);
            Matcher matcher = NAME.matcher(name);
            if (matcher.matches()) {
                Segment segment = takeUp(file, matcher);
                found.put(segment.number, segment);
            }
        }
        for (Segment segment : found.values()) {
            if (segment.number <= held.givenUp.segment()) {
                Files.deleteIfExists(segment.path);
            } else {
                held.all.add(segment);
                held.size += segment.size;
                segment.isFull |= segment != found.lastEntry().getValue();
            }
        }
        return held;
    }

    private static Segment takeUp(Path file, Matcher name) throws IOException {
        Segment segment = new Segment(Long.parseLong(name.group(1)), file);
        String lines = name.group(2);
        segment.isFull = lines != null;
        segment.size = Files.size(file);
        segment.lines = lines != null ? Long.parseLong(lines) : countLines(file);
        return segment;
    }

    /// Of the file that grew when the process ended, which is one segment at most.
    private static long countLines(Path file) throws IOException {
        byte[] bytes = new byte[64 << 10];
        long lines = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                lines += lineEnds(ByteBuffer.wrap(bytes), 0, count);
            }
        }
        return lines;
    }

    static long lineEnds(ByteBuffer bytes, int from, int to) {
        long lines = 0;
        for (int index = from; index < to; index++) {
            lines += bytes.get(index) == '\n' ? 1 : 0;
        }
        return lines;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /// Bytes of all.
    long size() {
        return size;
    }

    /// Number of the oldest; there must be one.
    long firstNumber() {
        return all.getFirst().number;
    }

    /// The highest number that was ever given to a file here; 0 if none was.
    long lastNumber() {
        return all.isEmpty() ? givenUp.segment() : all.getLast().number;
    }

    /// Bytes of the oldest; 0 if there is none.
    long firstSize() {
        return all.isEmpty() ? 0 : all.getFirst().size;
    }

    private @Nullable Segment growing() {
        Segment last = all.peekLast();
        return last == null || last.isFull ? null : last;
    }

    /// Whether new lines belong into one of these.
    boolean isGrowing() {
        return growing() != null;
    }

    /// Bytes of the one that grows; 0 if there is none.
    long growingSize() {
        Segment growing = growing();
        return growing == null ? 0 : growing.size;
    }

    /// Which file is to be written to; `otherwise` if none of these.
    Path growingOr(Path otherwise) {
        Segment growing = growing();
        return growing == null ? otherwise : growing.path;
    }

    /// Says that something was written to the one that grows.
    void grew(int bytes, long lineEnds) {
        Segment growing = growing();
        if (growing != null) {
            growing.size += bytes;
            growing.lines += lineEnds;
            size += bytes;
        }
    }

    /// Lets a new one grow, and keeps in the name of the last how many lines it has.
    void begin(long number) throws IOException {
        Segment last = growing();
        if (last != null) {
            Path full = directory.resolve("held-%010d-%d".formatted(last.number, last.lines));
            Files.move(last.path, full, StandardCopyOption.ATOMIC_MOVE);
            last.path = full;
            last.isFull = true;
        }
        all.addLast(new Segment(number, directory.resolve("held-%010d".formatted(number))));
    }

    /// Puts the oldest in the log's place, where the collector finds it.
    ///
    /// @return whether it was there; one that somebody has deleted is forgotten
    boolean show(Path log) throws IOException {
        Segment first = all.getFirst();
        boolean there = true;
        try {
            // The collector takes no file for a new one that was last written to long ago, and it
            // may
            // see this one first after a restart, under a later name.
            Files.setLastModifiedTime(first.path, FileTime.from(Instant.now()));
            Files.move(first.path, log, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            there = false;
        }
        forget(first);
        return there;
    }

    private void forget(Segment first) {
        all.remove(first);
        size -= first.size;
    }

    /// Gives up the oldest that is full.
    ///
    /// @return whether there was one
    boolean giveUpOldest() throws IOException {
        Segment first = all.peekFirst();
        if (first == null || !first.isFull) {
            return false;
        }
        givenUp.add(first.number, first.lines);
        // Whether or not it can be deleted: it is counted, so it must not be shown.
        forget(first);
        Files.deleteIfExists(first.path);
        return true;
    }

    /// Lines given up since the spool was made.
    long givenUpLines() {
        return givenUp.lines();
    }
}
