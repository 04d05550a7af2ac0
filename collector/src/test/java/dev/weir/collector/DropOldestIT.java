package dev.weir.collector;

import static dev.weir.collector.CollectorHarness.await;
import static dev.weir.collector.CollectorHarness.paths;
import static dev.weir.collector.InputPipeline.NAME;
import static dev.weir.collector.InputPipeline.send;
import static dev.weir.collector.LedgerAssertions.assertBalanced;
import static dev.weir.collector.LedgerAssertions.assertSettled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.collector.input.Endpoint;
import dev.weir.collector.input.InputConfig;
import dev.weir.collector.input.SpoolLimits;
import dev.weir.collector.input.SpoolLimits.WhenFull;
import dev.weir.schema.batch.StringField;
import dev.weir.schema.source.SourceLines;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kafka is away for longer than the spool lasts, and the oldest lines are given up: the newest are
/// there afterwards, and what is missing is what was counted.
class DropOldestIT {
    private static final int LINES = 100_000;
    private static final int PIECE = 5_000;

    /// Batches that are handed over and not acknowledged before the sink blocks.
    private static final int IN_FLIGHT = 2;

    private static final InputConfig CONFIG =
            InputConfig.of(NAME, Endpoint.of("tcp://127.0.0.1:0"))
                    .withSpool(
                            new SpoolLimits(1 << 20, 1 << 16, Optional.of(WhenFull.DROP_OLDEST)));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private InputPipeline start(RecordingSink sink) throws Exception {
        return new InputPipeline(directory, sink, CONFIG);
    }

    /// Sends in pieces, each when the last is in the spool.
    private void sendAll(InputPipeline pipeline, int from, int to) throws IOException {
        for (int piece = from; piece < to; piece += PIECE) {
            send(pipeline.address(), paths(piece, piece + PIECE));
            int end = piece + PIECE - from;
            await(
                    "all is spooled",
                    () -> {
                        assertBalanced(pipeline.collector);
                        return pipeline.count("input_spooled_lines") == end;
                    });
            long bytes = spoolBytes();
            assertTrue(bytes <= CONFIG.spool().bytes(), () -> "bytes " + bytes);
        }
    }

    private long spoolBytes() throws IOException {
        long sum = 0;
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(directory.resolve("spool/" + NAME))) {
            for (Path file : files) {
                sum += size(file);
            }
        }
        return sum;
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static long givenUp(InputPipeline pipeline) {
        long givenUp = pipeline.count("input_dropped_lines", "given_up");
        assertEquals(pipeline.count("input_dropped_lines"), givenUp);
        return givenUp;
    }

    /// The lines from 0 to `sent` are there once each, but for one range that is as long as what was
    /// given up.
    private static void assertExact(RecordingSink sink, int sent, long givenUp) {
        List<Integer> numbers = new ArrayList<>();
        sink.countedPaths().forEach(path -> numbers.add(Integer.parseInt(path.substring(1))));
        numbers.sort(null);
        assertEquals(sent - givenUp, numbers.size());
        int first = 0;
        while (first < numbers.size() && numbers.get(first) == first) {
            first++;
        }
        for (int index = first; index < numbers.size(); index++) {
            assertEquals(index + givenUp, (long) numbers.get(index));
        }
        assertTrue(first > 0 && first < numbers.size() / 2, "most are the newest, " + first);
    }

    /// Of a source that was not read again.
    private static void assertInOrder(RecordingSink sink) {
        Map<String, Integer> last = new HashMap<>();
        List<Integer> _ =
                sink.each(request -> {
                    String path = RecordingSink.text(request, StringField.PATH);
                    int number = Integer.parseInt(path.substring(1));
                    Integer before = last.put(request.batch().sourceId(), number);
                    assertTrue(before == null || before < number, () -> before + ", " + number);
                    return number;
                });
        assertTrue(last.size() > 3, last::toString);
    }

    private static void awaitSettled(InputPipeline pipeline, int sent, long givenUp) {
        Map<String, SourceLines> books = new HashMap<>();
        await(
                "read = shipped = sent - given up",
                () -> {
                    assertBalanced(pipeline.collector);
                    pipeline.collector.takeLines().forEach(one -> books.put(one.sourceId(), one));
                    return books.values().stream().mapToLong(SourceLines::shipped).sum()
                            == sent - givenUp;
                },
                books::toString);
        long read = books.values().stream().mapToLong(SourceLines::read).sum();
        assertEquals(sent, read + givenUp);
        assertSettled(pipeline.collector);
    }

    @Test
    void theNewestLinesAreThereAndTheBooksAreExactAllTheTime() throws Exception {
        RecordingSink sink = new RecordingSink(false, IN_FLIGHT);
        try (InputPipeline pipeline = start(sink)) {
            sendAll(pipeline, 0, LINES);
            long givenUp = givenUp(pipeline);
            assertTrue(givenUp > LINES / 2, "given up " + givenUp);
            sink.makeRoom();
            sink.acknowledgeAll();
            awaitSettled(pipeline, LINES, givenUp);
            assertEquals(givenUp, givenUp(pipeline));
            assertExact(sink, LINES, givenUp);
            assertInOrder(sink);
            // It is as it was before: lines come through at once.
            send(pipeline.address(), paths(LINES, LINES + 10));
            await("they are there", () -> sink.requests() == LINES - givenUp + 10);
            assertEquals(givenUp, givenUp(pipeline));
        }
    }

    /// What was handed over before the crash is read and handed over again, and none of it is given up.
    @Test
    void aCrashInTheMiddleChangesNothing() throws Exception {
        RecordingSink before = new RecordingSink(false, IN_FLIGHT);
        InputPipeline first = start(before);
        sendAll(first, 0, LINES / 2);
        long givenUpBefore = givenUp(first);
        assertTrue(givenUpBefore > 0);
        await("all in flight", () -> before.unacknowledged() == IN_FLIGHT);
        first.abandon();
        RecordingSink after = new RecordingSink(false, 0);
        after.batches.addAll(before.batches());
        try (InputPipeline pipeline = start(after)) {
            assertEquals(givenUpBefore, givenUp(pipeline));
            sendAll(pipeline, LINES / 2, LINES);
            long givenUp = givenUp(pipeline);
            assertTrue(givenUp > givenUpBefore, "given up " + givenUp);
            after.makeRoom();
            after.acknowledgeAll();
            awaitSettled(pipeline, LINES, givenUp);
            assertExact(after, LINES, givenUp);
        }
    }

    /// Files get the log's place, and are deleted, while the collector dies again and again: each is
    /// found and read on, whatever its checkpoint knows of it.
    @Test
    void crashesWhileWhatWasHeldIsShownChangeNothing() throws Exception {
        RecordingSink sink = new RecordingSink(false, 0);
        InputPipeline away = start(sink);
        sendAll(away, 0, LINES / 2);
        long givenUp = givenUp(away);
        away.abandon();
        for (int life = 0; life < 6; life++) {
            RecordingSink last = sink;
            RecordingSink next = new RecordingSink(true);
            next.batches.addAll(last.batches());
            sink = next;
            InputPipeline pipeline = start(next);
            await("more comes", () -> next.requests() > last.requests() + 500);
            pipeline.abandon();
        }
        RecordingSink last = sink;
        try (InputPipeline pipeline = start(last)) {
            assertEquals(givenUp, givenUp(pipeline));
            await(
                    "all is read and deleted",
                    () -> Set.copyOf(last.countedPaths()).size() == LINES / 2 - givenUp);
        }
        assertExact(last, LINES / 2, givenUp);
    }
}
