package dev.weir.collector.input;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The files of a spool: a log that is appended to, and what it was rotated to; and files that the
/// collector is not shown yet, if it is far behind and the oldest lines may be given up. For one thread
/// at a time.
///
/// ```text
/// input.log.0000000007   full; deleted when it is acknowledged to its end
/// input.log.0000000008
/// input.log              grows, unless files are held
/// held-0000000010-7120   see HeldSegments
/// held-0000000011        grows then
/// ```
final class SpoolFiles implements AutoCloseable {
    static final String LOG = "input.log";

    private static final Pattern SEGMENT = Pattern.compile("input\\.log\\.(\\d{10})");

    /// A file that grows no more.
    private record Segment(Path path, long size) {}

    private final Path directory;
    private final long segmentBytes;
    private final long shownBytes;
    private final HeldSegments held;
    private final List<Segment> segments = new ArrayList<>();

    /// Of the file that grows; null: to be opened.
    private @Nullable FileChannel channel;

    /// Which number the log gets when it is rotated.
    private long logNumber;

    /// The highest number that a file has or will get.
    private long lastNumber;

    private long segmentsSize;
    private long logSize;

    /// Whether the last line is whole of the file that grows.
    private boolean endsWithLine;

    private SpoolFiles(Path directory, long segmentBytes, long shownBytes, HeldSegments held) {
        this.directory = directory;
        this.segmentBytes = segmentBytes;
        this.shownBytes = shownBytes;
        this.held = held;
    }

    /// Takes up the files of a directory, which is made if it is not there.
    ///
    /// @param shownBytes how much the collector is shown that it has not acknowledged; what comes
    ///     beyond is held
    static SpoolFiles open(Path directory, long segmentBytes, long shownBytes) throws IOException {
        Files.createDirectories(directory);
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            all.forEach(found::add);
        }
        HeldSegments held = HeldSegments.open(directory, found);
        SpoolFiles files = new SpoolFiles(directory, segmentBytes, shownBytes, held);
        files.takeUpSegments(found);
        files.takeUpLog();
        files.endsWithLine = files.lookAtEnd();
        return files;
    }

    private void takeUpSegments(List<Path> found) throws IOException {
        NavigableMap<Long, Path> numbered = new TreeMap<>();
        for (Path path : found) {
            Matcher matcher = SEGMENT.matcher(String.valueOf(path.getFileName()));
            if (matcher.matches()) {
                numbered.put(Long.parseLong(matcher.group(1)), path);
            }
        }
        for (Path path : numbered.values()) {
            add(new Segment(path, Files.size(path)));
        }
        lastNumber = Math.max(numbered.isEmpty() ? 0 : numbered.lastKey(), held.lastNumber());
        // Older than what is held, and younger than what was rotated before.
        logNumber = held.isEmpty() ? ++lastNumber : held.firstNumber() - 1;
    }

    private void takeUpLog() throws IOException {
        logSize = Files.exists(log()) ? Files.size(log()) : 0;
        if (logSize == 0 && held.firstSize() > 0) {
            // The crash came when the next had not got its place yet.
            showNext();
        }
        FileChannel _ = openGrowing();
    }

    private void add(Segment segment) {
        segments.add(segment);
        segmentsSize += segment.size;
    }

    private FileChannel openGrowing() throws IOException {
        FileChannel open =
                FileChannel.open(
                        growing(),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.APPEND);
        channel = open;
        if (!held.isGrowing()) {
            logSize = open.size();
        }
        return open;
    }

    private Path growing() {
        return held.growingOr(log());
    }

    /// Whether the last line has no line feed: the next bytes must be one.
    boolean isTorn() {
        return !endsWithLine;
    }

    private boolean lookAtEnd() throws IOException {
        try (FileChannel reading = FileChannel.open(growing(), StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return reading.size() == 0
                    || reading.read(last, reading.size() - 1) < 1
                    || last.get(0) == '\n';
        }
    }

    Path log() {
        return directory.resolve(LOG);
    }

    /// Bytes of all files.
    long size() {
        return segmentsSize + logSize + held.size();
    }

    /// Whether the collector is not shown everything.
    boolean isHolding() {
        return !held.isEmpty();
    }

    /// Whether the file that grows is long enough with so many bytes more.
    boolean isFullWith(long bytes) {
        return (held.isGrowing() ? held.growingSize() : logSize) + bytes >= segmentBytes;
    }

    /// Appends whole lines, to a new file if this one is long enough; what is written by then is taken
    /// out of `bytes` also when it fails, and the rest is to come first the next time.
    void append(ByteBuffer bytes) throws IOException {
        if (endsWithLine && (isFullWith(0) || (isHolding() && !held.isGrowing()))) {
            begin();
        }
        FileChannel open = channel;
        if (open == null) {
            open = openGrowing();
        }
        int before = bytes.position();
        try {
            while (bytes.hasRemaining()) {
                open.write(bytes);
            }
        } catch (IOException e) {
            channel = null;
            open.close();
            throw e;
        } finally {
            grew(bytes, before, bytes.position());
            endsWithLine = !bytes.hasRemaining();
        }
    }

    private void grew(ByteBuffer bytes, int from, int to) {
        if (held.isGrowing()) {
            held.grew(to - from, HeldSegments.lineEnds(bytes, from, to));
        } else {
            logSize += to - from;
        }
    }

    /// Only with something to write: a log that is gone for longer than a moment would keep the
    /// collector from looking what it was renamed to.
    private void begin() throws IOException {
        if (!isHolding() && segmentsSize + logSize + segmentBytes <= shownBytes) {
            rotate();
        } else {
            held.begin(lastNumber + 1);
            lastNumber++;
        }
        close();
    }

    private void rotate() throws IOException {
        Path path = directory.resolve("%s.%010d".formatted(LOG, logNumber));
        Files.move(log(), path);
        add(new Segment(path, logSize));
        logSize = 0;
        logNumber = ++lastNumber;
    }

    /// Shows the collector what was held, oldest first, as far as there is not too much that it has
    /// still to read. It must have found one file before it is shown the next, so that it reads them
    /// in their order.
    ///
    /// @return whether there was any
    boolean show(Acknowledged acknowledged) throws IOException {
        boolean any = false;
        while (held.firstSize() > 0 && mayShow(held.firstSize(), acknowledged)) {
            showNext();
            any = true;
        }
        return any;
    }

    private boolean mayShow(long bytes, Acknowledged acknowledged) throws IOException {
        if (segmentsSize > 0 && segmentsSize + bytes > shownBytes) {
            return false;
        }
        boolean read = isAcknowledged(log(), logSize, acknowledged);
        long unread = segmentsSize + (read ? 0 : logSize);
        return (read || isKnown(log(), acknowledged))
                && (unread == 0 || unread + bytes <= shownBytes);
    }

    private void showNext() throws IOException {
        if (!held.isGrowing()) {
            // What is open is the log, which gets another name.
            close();
        }
        if (logSize > 0) {
            rotate();
        }
        long number = held.firstNumber();
        long bytes = held.firstSize();
        if (held.show(log())) {
            logNumber = number;
            logSize = bytes;
        }
    }

    /// Gives up the oldest file that the collector was not shown, for ever.
    ///
    /// @return whether there was one: the file that grows is not given up
    boolean giveUpOldest() throws IOException {
        return held.giveUpOldest();
    }

    /// Lines given up since the spool was made, also by those who had it before.
    long givenUpLines() {
        return held.givenUpLines();
    }

    /// Deletes what is acknowledged to its end, oldest first. A segment stays until the collector
    /// knows the next one, too: it finds out by the old file which files came after it.
    ///
    /// @return whether there was any
    boolean release(Acknowledged acknowledged) throws IOException {
        boolean any = false;
        while (!segments.isEmpty()) {
            Segment oldest = segments.getFirst();
            Path next = segments.size() > 1 ? segments.get(1).path : log();
            if (!isAcknowledged(oldest.path, oldest.size, acknowledged)
                    || !isKnown(next, acknowledged)) {
                break;
            }
            Files.deleteIfExists(oldest.path);
            segments.removeFirst();
            segmentsSize -= oldest.size;
            any = true;
        }
        return any;
    }

    private static boolean isKnown(Path path, Acknowledged acknowledged) throws IOException {
        try {
            return acknowledged.offset(path).isPresent();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static boolean isAcknowledged(Path path, long size, Acknowledged acknowledged)
            throws IOException {
        try {
            OptionalLong offset = acknowledged.offset(path);
            return size == 0 || (offset.isPresent() && offset.getAsLong() >= size);
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /// Whether everything that was written is acknowledged.
    boolean isAcknowledged(Acknowledged acknowledged) throws IOException {
        if (isHolding()) {
            return false;
        }
        for (Segment segment : segments) {
            if (!isAcknowledged(segment.path, segment.size, acknowledged)) {
                return false;
            }
        }
        return logSize == 0 || isAcknowledged(log(), logSize, acknowledged);
    }

    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }
}
