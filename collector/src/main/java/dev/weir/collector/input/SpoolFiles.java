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

/// The files of a spool: a log that is appended to, and what it was rotated to. For one thread at a
/// time.
///
/// ```text
/// input.log.0000000007   full; deleted when it is acknowledged to its end
/// input.log.0000000008
/// input.log              grows
/// ```
final class SpoolFiles implements AutoCloseable {
    static final String LOG = "input.log";

    private static final Pattern SEGMENT = Pattern.compile("input\\.log\\.(\\d{10})");

    /// A file that grows no more.
    private record Segment(Path path, long size) {}

    private final Path directory;
    private final long segmentBytes;
    private final List<Segment> segments = new ArrayList<>();
    private @Nullable FileChannel channel;
    private long nextNumber = 1;
    private long segmentsSize;
    private long logSize;

    /// Whether the log's last line is whole.
    private boolean endsWithLine;

    private SpoolFiles(Path directory, long segmentBytes) {
        this.directory = directory;
        this.segmentBytes = segmentBytes;
    }

    /// Takes up the files of a directory, which is made if it is not there.
    static SpoolFiles open(Path directory, long segmentBytes) throws IOException {
        Files.createDirectories(directory);
        SpoolFiles files = new SpoolFiles(directory, segmentBytes);
        NavigableMap<Long, Path> found = new TreeMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path path : all) {
                Matcher matcher = SEGMENT.matcher(String.valueOf(path.getFileName()));
                if (matcher.matches()) {
                    found.put(Long.parseLong(matcher.group(1)), path);
                }
            }
        }
        for (Path path : found.values()) {
            files.add(new Segment(path, Files.size(path)));
        }
        files.nextNumber = found.isEmpty() ? 1 : found.lastKey() + 1;
        FileChannel _ = files.openLog();
        files.endsWithLine = files.lookAtEnd();
        return files;
    }

    private void add(Segment segment) {
        segments.add(segment);
        segmentsSize += segment.size;
    }

    private FileChannel openLog() throws IOException {
        FileChannel open =
                FileChannel.open(
                        log(),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.APPEND);
        channel = open;
        logSize = open.size();
        return open;
    }

    /// Whether the log's last line has no line feed: the next bytes must be one.
    boolean isTorn() {
        return !endsWithLine;
    }

    private boolean lookAtEnd() throws IOException {
        try (FileChannel reading = FileChannel.open(log(), StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return logSize == 0 || reading.read(last, logSize - 1) < 1 || last.get(0) == '\n';
        }
    }

    Path log() {
        return directory.resolve(LOG);
    }

    /// Bytes of all files.
    long size() {
        return segmentsSize + logSize;
    }

    boolean hasSegments() {
        return !segments.isEmpty();
    }

    /// Appends whole lines, to a new log if this one is long enough; what is written by then is taken
    /// out of `bytes` also when it fails, and the rest is to come first the next time.
    void append(ByteBuffer bytes) throws IOException {
        if (endsWithLine && logSize >= segmentBytes) {
            rotate();
        }
        FileChannel open = channel;
        if (open == null) {
            open = openLog();
        }
        int before = bytes.remaining();
        try {
            while (bytes.hasRemaining()) {
                open.write(bytes);
            }
        } catch (IOException e) {
            channel = null;
            open.close();
            throw e;
        } finally {
            logSize += before - bytes.remaining();
            endsWithLine = !bytes.hasRemaining();
        }
    }

    /// Only with something to write: a log that is gone for longer than a moment would keep the
    /// collector from looking what it was renamed to.
    private void rotate() throws IOException {
        Path path = directory.resolve("%s.%010d".formatted(LOG, nextNumber));
        Files.move(log(), path);
        nextNumber++;
        add(new Segment(path, logSize));
        logSize = 0;
        close();
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
