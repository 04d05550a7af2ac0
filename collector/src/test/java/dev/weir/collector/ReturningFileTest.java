package dev.weir.collector;

import static dev.weir.collector.CollectorHarness.await;
import static dev.weir.collector.CollectorHarness.paths;
import static dev.weir.collector.LedgerAssertions.assertSettled;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.schema.batch.StringField;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file that was renamed comes back to the log's place while nothing is acknowledged: it is read
/// on, and each of its lines is in the books once.
class ReturningFileTest {
    private static final Duration NEVER = Duration.ofHours(1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private CollectorHarness harness;

    @SuppressWarnings("NullAway.Init")
    private Path away;

    private final RecordingSink sink = new RecordingSink(false);

    @BeforeEach
    void harness() {
        harness = new CollectorHarness(directory);
        away = directory.resolve("access.log.1");
    }

    @Test
    void aFileThatIsStillHeldOpenIsReadOn() throws Exception {
        try (Collector collector = startWith(TailTiming.DEFAULT.withQuiescent(NEVER))) {
            rotate();
            comeBack();
            checkBooks(collector, List.of(5L, 13L));
        }
    }

    @Test
    void aFileThatWasGivenUpIsReadOnFromWhereItWasRead() throws Exception {
        Duration soon = Duration.ofMillis(20);
        try (Collector collector = startWith(TailTiming.DEFAULT.withQuiescent(soon))) {
            rotate();
            await("it is given up", () -> !isOpen(away));
            comeBack();
            checkBooks(collector, List.of(5L, 13L));
        }
    }

    @Test
    void aFileThatCameBackIsStillSeenToBeEmptied() throws Exception {
        try (Collector collector = startWith(TailTiming.DEFAULT.withQuiescent(NEVER))) {
            rotate();
            comeBack();
            try (FileChannel file = FileChannel.open(harness.log, StandardOpenOption.WRITE)) {
                file.truncate(0);
            }
            harness.appendPaths(18, 22);
            awaitRead(22);
            checkBooks(collector, List.of(4L, 5L, 13L));
        }
    }

    private Collector startWith(TailTiming timing) throws Exception {
        harness.appendPaths(0, 10);
        Collector collector =
                harness.start(
                        sink,
                        config ->
                                config.withTiming(
                                        timing.withPoll(
                                                CollectorHarness.FAST,
                                                CollectorHarness.FAST,
                                                CollectorHarness.FAST)));
        awaitRead(10);
        return collector;
    }

    private void rotate() throws IOException {
        Files.move(harness.log, away);
        harness.appendPaths(10, 15);
        awaitRead(15);
    }

    private void comeBack() throws IOException {
        Files.move(harness.log, directory.resolve("access.log.2"));
        Files.move(away, harness.log);
        harness.appendPaths(15, 18);
        awaitRead(18);
    }

    private void awaitRead(int count) {
        String last = "/" + (count - 1);
        await(last + " is read", () -> sink.texts(StringField.PATH).contains(last));
    }

    private void checkBooks(Collector collector, List<Long> read) {
        sink.acknowledgeAll();
        await(
                "all is acknowledged",
                () -> collector.ledger().stream().allMatch(one -> one.lines().waiting() == 0),
                () -> collector.ledger().toString());
        assertSettled(collector);
        assertEquals(
                paths(0, Math.toIntExact(read.stream().mapToLong(Long::longValue).sum())),
                sink.texts(StringField.PATH));
        assertEquals(
                read, collector.takeLines().stream().map(one -> one.shipped()).sorted().toList());
    }

    private static boolean isOpen(Path file) {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.anyMatch(one -> leadsTo(one, file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean leadsTo(Path descriptor, Path file) {
        try {
            return Files.readSymbolicLink(descriptor).equals(file);
        } catch (IOException e) {
            // Closed meanwhile.
            return false;
        }
    }
}
