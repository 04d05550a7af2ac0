package dev.weir.collector;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// A log with real writers, which is rotated in every way there is.
///
/// Lines are numbered, and what was written is remembered, as is what emptying a file took away
/// before anybody can have been sure to read it.
final class TortureLog implements AutoCloseable {
    private static final Pattern NUMBER = Pattern.compile("GET /(\\d+) HTTP");

    final Path log;
    private final Path directory;
    private final boolean appending;
    private final Random random;
    private final AtomicInteger next = new AtomicInteger();
    private final Set<Integer> written = ConcurrentHashMap.newKeySet();

    /// Lines that stood in a file after its copy was made and before it was emptied.
    private final Set<Integer> atRisk = new HashSet<>();

    /// Lines of files that were copied or compressed: such a file has another place on the disk.
    private final Set<Integer> moved = new HashSet<>();

    private final ReentrantReadWriteLock emptying = new ReentrantReadWriteLock();
    private final List<Writer> writers = new ArrayList<>();
    private volatile boolean stopping;
    private final AtomicInteger generation = new AtomicInteger();

    /// @param appending whether writers append; if not there is one, or they would overwrite each
    ///     other
    TortureLog(Path directory, boolean appending, long seed) {
        this.directory = directory;
        this.log = directory.resolve("access.log");
        this.appending = appending;
        this.random = new Random(seed);
        for (int index = 0; index < (appending ? 3 : 1); index++) {
            writers.add(new Writer(new Random(seed + index)));
        }
    }

    void start() {
        writers.forEach(writer -> writer.thread.start());
    }

    /// A process that writes to the log, and opens it anew some time after it was told to.
    private final class Writer implements Runnable {
        private final Random dice;
        private final Thread thread = new Thread(this, "writer");
        private volatile int opened = -1;

        Writer(Random dice) {
            this.dice = dice;
        }

        @Override
        public void run() {
            try {
                while (!stopping) {
                    int told = generation.get();
                    try (FileChannel file = open()) {
                        opened = told;
                        writeUntilTold(file, told);
                    }
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private FileChannel open() throws IOException {
            return FileChannel.open(
                    log,
                    StandardOpenOption.CREATE,
                    appending ? StandardOpenOption.APPEND : StandardOpenOption.WRITE);
        }

        private void writeUntilTold(FileChannel file, int told) throws IOException {
            if (!appending) {
                file.position(file.size());
            }
            int late = -1;
            while (!stopping && late != 0) {
                if (late < 0 && generation.get() != told) {
                    // Most are quick; some go on longer than a rotated file is waited for.
                    late = dice.nextInt(dice.nextInt(6) == 0 ? 150 : 20);
                }
                late = late > 0 ? late - 1 : late;
                write(file);
                if (dice.nextInt(3) == 0) {
                    LockSupport.parkNanos(dice.nextInt(2_000_000));
                }
            }
        }

        private void write(FileChannel file) throws IOException {
            int number = next.getAndIncrement();
            byte[] line = line(number).getBytes(StandardCharsets.UTF_8);
            emptying.readLock().lock();
            try {
                boolean inTwo = writers.size() == 1 && dice.nextInt(20) == 0;
                int half = inTwo ? dice.nextInt(line.length) : 0;
                if (half > 0) {
                    writeAll(file, line, 0, half);
                    LockSupport.parkNanos(100_000);
                }
                writeAll(file, line, half, line.length);
                written.add(number);
            } finally {
                emptying.readLock().unlock();
            }
        }

        private String line(int number) {
            String line = CollectorHarness.line("/" + number);
            return dice.nextInt(50) == 0 ? line.replace("ua", "u".repeat(3000)) : line;
        }

        private static void writeAll(FileChannel file, byte[] bytes, int from, int to)
                throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, from, to - from);
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
        }
    }

    /// Renames the log, and tells the writers.
    void rename() throws IOException {
        if (Files.exists(log)) {
            shift();
            Files.move(log, name(1, false));
        }
        generation.incrementAndGet();
    }

    /// Copies the log and empties it; lines that come between are at risk.
    void copyTruncate() throws IOException {
        if (!Files.exists(log)) {
            return;
        }
        shift();
        Path copy = name(1, false);
        Files.copy(log, copy, StandardCopyOption.COPY_ATTRIBUTES);
        long copied = Files.size(copy);
        if (random.nextBoolean()) {
            LockSupport.parkNanos(random.nextInt(3_000_000));
        }
        emptying.writeLock().lock();
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
            byte[] bytes = Files.readAllBytes(log);
            moved.addAll(numbers(bytes, 0));
            int from = (int) copied;
            while (from > 0 && bytes[from - 1] != '\n') {
                from--;
            }
            atRisk.addAll(numbers(bytes, from));
            file.truncate(0);
        } finally {
            emptying.writeLock().unlock();
        }
    }

    /// Removes the log; whoever has it open reads on.
    void remove() throws IOException {
        Files.deleteIfExists(log);
        generation.incrementAndGet();
    }

    /// Compresses one of the rotated files that nobody writes to any more.
    void compress() throws IOException {
        if (!haveReopened()) {
            return;
        }
        for (int index = 1; Files.exists(name(index, false)) || Files.exists(name(index, true)); ) {
            Path plain = name(index, false);
            if (Files.exists(plain) && random.nextBoolean()) {
                byte[] bytes = Files.readAllBytes(plain);
                moved.addAll(numbers(bytes, 0));
                Path compressed = name(index, true);
                try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
                    out.write(bytes);
                }
                Files.setLastModifiedTime(compressed, Files.getLastModifiedTime(plain));
                Files.delete(plain);
                return;
            }
            index++;
        }
    }

    boolean haveReopened() {
        int now = generation.get();
        return writers.stream().allMatch(writer -> writer.opened == now);
    }

    /// Of the log as it is now; empty if it has no whole line.
    Optional<String> sourceId() throws IOException {
        try (FileChannel file = FileChannel.open(log)) {
            return FileHead.read(FileIdentity.Place.of(log), new PlainContent(file))
                    .map(head -> head.identity().sourceId("edge1", 0));
        }
    }

    private void shift() throws IOException {
        int last = 1;
        while (Files.exists(name(last, false)) || Files.exists(name(last, true))) {
            last++;
        }
        for (int index = last - 1; index >= 1; index--) {
            for (boolean compressed : new boolean[] {false, true}) {
                if (Files.exists(name(index, compressed))) {
                    Files.move(name(index, compressed), name(index + 1, compressed));
                }
            }
        }
    }

    private Path name(int index, boolean compressed) {
        return directory.resolve("access.log." + index + (compressed ? ".gz" : ""));
    }

    private static Set<Integer> numbers(byte[] bytes, int from) {
        Set<Integer> numbers = new HashSet<>();
        Matcher matcher =
                NUMBER.matcher(
                        new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8));
        while (matcher.find()) {
            numbers.add(Integer.parseInt(matcher.group(1)));
        }
        return numbers;
    }

    /// In which files these lines stand, for people.
    String whereIs(Set<Integer> lines) {
        StringBuilder where = new StringBuilder();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "access*")) {
            for (Path file : files) {
                boolean compressed = file.toString().endsWith(".gz");
                try (InputStream in =
                        compressed
                                ? new GZIPInputStream(Files.newInputStream(file))
                                : Files.newInputStream(file)) {
                    byte[] bytes = in.readAllBytes();
                    Set<Integer> numbers = numbers(bytes, 0);
                    numbers.retainAll(lines);
                    where.append(file.getFileName())
                            .append(
                                    " inode="
                                            + Long.toHexString(FileIdentity.Place.of(file).inode()))
                            .append(" size=" + bytes.length)
                            .append(" missing=" + numbers.size() + "\n");
                }
            }
        } catch (IOException e) {
            where.append(e);
        }
        return where.toString();
    }

    Set<Integer> written() {
        return Set.copyOf(written);
    }

    /// What was written and cannot have been taken away.
    Set<Integer> safe() {
        Set<Integer> safe = new HashSet<>(written);
        safe.removeAll(atRisk);
        return safe;
    }

    Set<Integer> atRisk() {
        return Set.copyOf(atRisk);
    }

    Set<Integer> moved() {
        return Set.copyOf(moved);
    }

    @Override
    public void close() {
        stopping = true;
        try {
            for (Writer writer : writers) {
                writer.thread.join();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
