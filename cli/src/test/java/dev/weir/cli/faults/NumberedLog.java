package dev.weir.cli.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// A log whose lines are numbered, and which is rotated while it is written: remembers where each
/// line stands, before the line is there to be read.
final class NumberedLog implements AutoCloseable {
    /// Where a line stands.
    ///
    /// @param beginning hash of the first line of its file, as source ids have it; copies share it
    /// @param offset of the line's first byte
    record Place(String beginning, long offset) {}

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT);
    private static final int HASHED_BYTES = 256;

    private final Path log;
    private final Random random;
    private final List<Place> places = new ArrayList<>();
    private final Map<Long, Long> perMinute = new TreeMap<>();
    private final Thread writer = new Thread(this::run, "log-writer");
    private @Nullable FileChannel file;
    private String beginning = "";
    private long offset;

    /// Lines that still go to a file that was renamed; -1: it was not.
    private int late = -1;

    private boolean resting = true;
    private boolean stopping;

    NumberedLog(Path log, long seed) {
        this.log = log;
        this.random = new Random(seed);
        writer.start();
    }

    private void run() {
        var dice = new Random();
        try {
            while (burst()) {
                LockSupport.parkNanos(dice.nextInt(10_000_000));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean burst() throws IOException, InterruptedException {
        while (resting && !stopping) {
            wait();
        }
        for (int line = random.nextInt(20); line >= 0 && !stopping; line--) {
            write();
        }
        return !stopping;
    }

    private void write() throws IOException {
        FileChannel to = file;
        if (to == null || late == 0) {
            late = -1;
            to = open();
        } else if (late > 0) {
            late--;
        }
        ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
        String text =
                "192.0.2.%d - - [%s] \"GET /%d HTTP/1.1\" 200 %d \"-\" \"agent/%d\"\n"
                        .formatted(
                                random.nextInt(256),
                                TIME.format(now),
                                places.size(),
                                random.nextInt(5000),
                                random.nextInt(20));
        byte[] line = text.getBytes(StandardCharsets.UTF_8);
        if (offset == 0) {
            beginning = hash(line);
        }
        places.add(new Place(beginning, offset));
        perMinute.merge(now.toEpochSecond() / 60 * 60_000, 1L, Long::sum);
        offset += line.length;
        // Now and then a reader sees half of it.
        int half = random.nextInt(40) == 0 ? random.nextInt(line.length) : 0;
        put(to, line, 0, half);
        put(to, line, half, line.length);
    }

    private static void put(FileChannel to, byte[] line, int from, int end) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line, from, end - from);
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    private FileChannel open() throws IOException {
        close(file);
        FileChannel opened =
                FileChannel.open(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        file = opened;
        offset = opened.size();
        return opened;
    }

    private static void close(@Nullable FileChannel open) throws IOException {
        if (open != null) {
            open.close();
        }
    }

    private static String hash(byte[] line) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(line, 0, Math.min(line.length, HASHED_BYTES));
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    synchronized void write(boolean on) {
        resting = !on;
        notifyAll();
    }

    /// Renames it; its writer goes on writing to the old file for a while.
    synchronized void rename() throws IOException {
        if (file != null && late < 0 && offset > 0) {
            shift();
            Files.move(log, rotated(1));
            late = random.nextInt(200);
        }
    }

    /// Copies it and empties it; nothing is written in between, so nothing is lost by that.
    synchronized void copyAndTruncate() throws IOException {
        FileChannel now = file;
        if (now != null && late < 0 && offset > 0) {
            shift();
            Files.copy(log, rotated(1));
            now.truncate(0);
            offset = 0;
        }
    }

    /// Compresses a rotated file that nobody writes to.
    synchronized void compress() throws IOException {
        Path plain = rotated(late >= 0 ? 2 : 1);
        if (Files.exists(plain)) {
            Path compressed = plain.resolveSibling(plain.getFileName() + ".gz");
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
                Files.copy(plain, out);
            }
            Files.setLastModifiedTime(compressed, Files.getLastModifiedTime(plain));
            Files.delete(plain);
        }
    }

    private void shift() throws IOException {
        int last = 1;
        while (exists(last)) {
            last++;
        }
        for (int index = last - 1; index >= 1; index--) {
            for (String suffix : List.of("", ".gz")) {
                Path from = Path.of(rotated(index) + suffix);
                if (Files.exists(from)) {
                    Files.move(from, Path.of(rotated(index + 1) + suffix));
                }
            }
        }
    }

    private boolean exists(int index) {
        return Files.exists(rotated(index)) || Files.exists(Path.of(rotated(index) + ".gz"));
    }

    private Path rotated(int index) {
        return log.resolveSibling(log.getFileName() + "." + index);
    }

    /// Removes all rotated files, as what keeps the disk from filling up does once they are old.
    synchronized void removeRotated() throws IOException {
        if (late >= 0) {
            late = 0;
        }
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(log.getParent(), log.getFileName() + ".*")) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    /// How many lines were written.
    synchronized int lines() {
        return places.size();
    }

    /// Where a line stands.
    ///
    /// @throws IndexOutOfBoundsException if no such line was written
    synchronized Place place(int number) {
        return places.get(number);
    }

    /// Lines by the start of their minute: milliseconds since 1970-01-01T00:00Z.
    synchronized Map<Long, Long> perMinute() {
        return Map.copyOf(perMinute);
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            stopping = true;
            notifyAll();
        }
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close(file);
    }
}
