package dev.weir.collector;

import static dev.weir.collector.CollectorHarness.await;
import static dev.weir.collector.CollectorHarness.line;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.collector.format.LogFormat;
import dev.weir.schema.batch.StringField;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lines that are longer than the limit.
class CutLineTest {
    private static final int LIMIT = 64 << 10;

    @TempDir Path directory;

    @Test
    void aLongLineIsCutMarkedAndCountedAndTheNextIsRight() throws Exception {
        var harness = new CollectorHarness(directory);
        var sink = new RecordingSink(true);
        String start = "192.0.2.7 [21/Nov/2026:02:10:20 +0000] \"GET ";
        String middle = " HTTP/1.1\" 200 7 ";
        harness.append(
                harness.log,
                start
                        + "/a"
                        + middle
                        + "short\n"
                        + start
                        + "/b"
                        + middle
                        + "b".repeat(LIMIT)
                        + "\n"
                        + start
                        + "/c"
                        + middle
                        + "c".repeat(3_000_000)
                        + "\n"
                        + "d".repeat(LIMIT)
                        + start
                        + "/d"
                        + middle
                        + "agent\n"
                        + start
                        + "/e"
                        + middle
                        + "short\n");
        var format =
                LogFormat.of(
                        "$remote_addr [$time_local] \"$request\" $status $body_bytes_sent $http_user_agent");
        LogFile log = LogFile.of(harness.log, format);
        try (Collector collector = harness.start(sink, config -> harness.following(config, log))) {
            await("all are read", () -> sink.requests() == 4);
            SourceLedger ledger = collector.ledger().getFirst();
            assertEquals(2, ledger.cutLines());
            assertEquals(Map.of("too_long", 1L), ledger.rejectedLines());
        }
        assertEquals(List.of("/a", "/b", "/c", "/e"), sink.countedPaths());
        assertEquals(
                List.of(false, true, true, false),
                sink.each(request -> request.reader().isCut(request.index())));
        int head = (start + "/b" + middle).length();
        assertEquals(
                List.of(5, LIMIT - head, LIMIT - head, 5),
                sink.texts(StringField.USER_AGENT).stream().map(String::length).toList());
        assertEquals(Files.size(harness.log), sink.batches().getLast().endOffset());
    }

    @Test
    void aLineOfAnyLengthTakesNoMoreThanABlock() throws Exception {
        var harness = new CollectorHarness(directory);
        var sink = new RecordingSink(true);
        harness.append(harness.log, line("/a"));
        byte[] piece = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        for (int count = 0; count < 100; count++) {
            Files.write(harness.log, piece, StandardOpenOption.APPEND);
        }
        harness.append(harness.log, "\n" + line("/b"));
        try (Collector collector = harness.start(sink)) {
            await("both are read", () -> sink.requests() == 2);
            assertEquals(Map.of("too_long", 1L), collector.ledger().getFirst().rejectedLines());
        }
        assertEquals(List.of("/a", "/b"), sink.countedPaths());
    }
}
