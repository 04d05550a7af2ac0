package dev.weir.collector;

import static dev.weir.collector.CollectorHarness.await;
import static dev.weir.collector.CollectorHarness.line;
import static dev.weir.collector.CollectorHarness.paths;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.collector.Checkpoint.Position;
import dev.weir.collector.format.LogFormat;
import dev.weir.schema.batch.StringField;
import dev.weir.schema.yaml.ConfigurationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which of the files beside a log were read before, while names move and copies are made.
class PredecessorsTest {
    @TempDir Path directory;
    private CollectorHarness harness;
    private Path first;
    private Path second;
    private final DirectoryListings listings = new DirectoryListings();
    private final RecordingSink sink = new RecordingSink(true);

    @BeforeEach
    void setUp() {
        harness = new CollectorHarness(directory);
        first = directory.resolve("access.log.1");
        second = directory.resolve("access.log.2");
    }

    private void write(Path file, int from, int to) throws IOException {
        for (String path : paths(from, to)) {
            harness.append(file, line(path));
        }
    }

    /// As it is kept of a file that was first seen when it had one line.
    private Checkpoint ofFirstLine(Path file) throws IOException {
        byte[] bytes = line("/0").getBytes(UTF_8);
        FileHead head =
                new FileHead(
                        FileIdentity.of(FileIdentity.Place.of(file), bytes, 0, bytes.length),
                        0,
                        Fingerprint.of(bytes, 0, bytes.length));
        var read = new Position(bytes.length, head.fingerprint());
        return new Checkpoint("edge1/1", harness.log, head, 0, read, LineCounts.NONE, 0);
    }

    @Test
    void aFileThatGetsAnotherNameWhileItIsLookedAtStaysWhatItIs() throws Exception {
        write(first, 0, 30);
        Checkpoint checkpoint = ofFirstLine(first);
        RotatedFile file = RotatedFile.look(first).orElseThrow();
        Files.move(first, second);
        assertTrue(file.hasBytesOf(checkpoint));
        assertThrows(NoSuchFileException.class, () -> file.continues(checkpoint));
        write(first, 50, 60);
        assertThrows(NoSuchFileException.class, () -> file.continues(checkpoint));
    }

    @Test
    void whileNamesMoveNothingIsTakenForNewAndItIsLookedAgain() throws Exception {
        write(first, 0, 30);
        Checkpoint checkpoint = ofFirstLine(first);
        SourceBook book = book(checkpoint);
        Predecessors predecessors = predecessors(book);
        Optional<Long> ever = Optional.of(0L);
        assertEquals(1, predecessors.unread(List::of, ever, 1).size());
        assertFalse(predecessors.isUndecided());

        Files.move(first, second);
        assertEquals(List.of(), predecessors.unread(List::of, ever, 1));
        assertTrue(predecessors.isUndecided());

        listings.refresh();
        var unread = predecessors.unread(List::of, ever, 1);
        assertEquals(List.of(checkpoint), unread.stream().map(one -> one.checkpoint()).toList());
        assertEquals(1, book.checkpoints().size());
    }

    @Test
    void aCopyIsFoundThatIsYoungerThanTheListOfNames() throws Exception {
        write(harness.log, 0, 30);
        Checkpoint checkpoint = ofFirstLine(harness.log);
        Predecessors predecessors = predecessors(book(checkpoint));
        assertEquals(List.of(), predecessors.list());
        Files.copy(harness.log, first);
        Optional<RotatedFile> copy = predecessors.copyOf(checkpoint, new Generations());
        assertEquals(Optional.of(first), copy.map(RotatedFile::path));
    }

    /// The log grows, is copied and emptied while its directory is looked at: a damaged file lets the
    /// test in before the copy's turn.
    @Test
    void aCopyOfAFileThatGrowsWhileOthersAreLookedAtIsNoNewFile() throws Exception {
        write(harness.log, 0, 1);
        Files.writeString(directory.resolve("access.log.0.gz"), "no gzip");
        Files.createFile(first);
        SourceBook book = book();
        Generations open = new Generations();
        open.add(Generation.open(harness.log, false, 1));
        Predecessors predecessors =
                new Predecessors(
                        followed(),
                        book,
                        listings,
                        _ ->
                                assertDoesNotThrow(() -> {
                                    write(harness.log, 1, 3);
                                    Files.copy(harness.log, first, REPLACE_EXISTING);
                                }));

        assertEquals(List.of(), predecessors.unread(open::open, Optional.of(0L), 1));
        assertEquals(3, Files.readAllLines(first).size());
        assertEquals(List.of(), book.checkpoints());
        open.closeOldest();
    }

    /// Between two looks a log grows, is copied and emptied.
    @Test
    void aCopyOfAFileThatWasEmptiedJustNowIsNoNewFile() throws Exception {
        write(harness.log, 0, 1);
        SourceBook book = book();
        Generations open = new Generations();
        Generation current = Generation.open(harness.log, false, 1);
        open.add(current);
        assertTrue(current.refresh(followed(), book, 1));
        write(harness.log, 1, 3);
        Files.copy(harness.log, first);
        Files.writeString(harness.log, "");
        write(harness.log, 3, 4);
        write(second, 4, 6);

        Predecessors predecessors = predecessors(book);
        var unread = predecessors.unread(open::open, Optional.of(0L), 1);
        assertEquals(List.of(second), unread.stream().map(one -> one.file().path()).toList());
        assertTrue(predecessors.isUndecided());
        Checkpoint read = Objects.requireNonNull(current.source()).checkpoint();
        Optional<RotatedFile> copy = predecessors.copyOf(read, open);
        assertEquals(Optional.of(first), copy.map(RotatedFile::path));
        open.closeOldest();
    }

    private static SourceBook book(Checkpoint... checkpoints) {
        return new SourceBook("edge1", List.of(checkpoints), 0, Long.MAX_VALUE);
    }

    private Predecessors predecessors(SourceBook book) throws ConfigurationException {
        return new Predecessors(followed(), book, listings, Assertions::fail);
    }

    private LogFile followed() throws ConfigurationException {
        return LogFile.of(harness.log, LogFormat.of("combined"));
    }

    @Test
    void aFileWithTwoNamesIsReadOnce() throws Exception {
        write(first, 0, 2);
        Files.createLink(second, first);
        write(harness.log, 2, 4);
        try (Collector _ = harness.start(sink)) {
            await("all are read", () -> sink.requests() >= 4);
            awaitAnotherLook();
        }
        assertEquals(paths(0, 5), sink.texts(StringField.PATH));
    }

    /// A copy of a few lines is found while the file that it is of is still read.
    @Test
    void aShortCopyOfAFileThatIsOpenIsNotReadAgain() throws Exception {
        write(harness.log, 0, 3);
        try (Collector _ = harness.start(sink)) {
            await("they are read", () -> sink.requests() == 3);
            try (FileChannel copy = FileChannel.open(second, Set.of(CREATE_NEW, WRITE))) {
                byte[] two = (line("/0") + line("/1")).getBytes(UTF_8);
                assertEquals(two.length, copy.write(ByteBuffer.wrap(two)));
            }
            Files.move(harness.log, first);
            harness.append(harness.log, line("/3"));
            await("the next is read", () -> sink.requests() >= 4);
            awaitAnotherLook();
        }
        assertEquals(paths(0, 5), sink.texts(StringField.PATH));
    }

    /// Some formats begin every file with the same lines.
    @Test
    void aShortFileThatBeginsLikeALongerOneIsReadToo() throws Exception {
        harness.append(second, line("/same"));
        write(second, 0, 30);
        harness.append(first, line("/same"));
        write(first, 30, 35);
        write(harness.log, 35, 36);
        try (Collector _ = harness.start(sink)) {
            await("all are read", () -> sink.requests() == 38);
        }
        assertTrue(sink.countedPaths().containsAll(paths(0, 36)));
    }

    /// Lets the collector look for predecessors once more: a rotation is noticed, and its line read.
    private void awaitAnotherLook() throws IOException {
        int read = sink.requests();
        Files.move(harness.log, directory.resolve("access.log.0"));
        harness.append(harness.log, line("/4"));
        await("a line after a rotation is read", () -> sink.requests() > read);
    }
}
