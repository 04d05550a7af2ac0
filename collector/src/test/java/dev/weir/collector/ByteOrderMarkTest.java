package dev.weir.collector;

import static dev.weir.collector.CollectorHarness.await;
import static dev.weir.collector.CollectorHarness.line;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.collector.format.LogFormat;
import dev.weir.schema.batch.StringField;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that begin with a byte order mark, which belongs to no line.
class ByteOrderMarkTest {
    private static final String MARK = "\uFEFF";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private CollectorHarness harness;

    private final RecordingSink sink = new RecordingSink(true);

    @BeforeEach
    void harness() {
        harness = new CollectorHarness(directory);
    }

    /// The longest is cut, and does not fit into a block.
    @ParameterizedTest
    @ValueSource(ints = {1, 100_000, 5_000_000})
    void theFirstLineBeginsBehindIt(int agent) throws Exception {
        harness.append(harness.log, MARK + line("/0").replace("ua", "u".repeat(agent)));
        harness.append(harness.log, line("/1"));
        try (Collector _ = harness.start(sink)) {
            await("both are read", () -> sink.requests() == 2);
        }
        assertEquals(List.of("/0", "/1"), sink.countedPaths());
        assertEquals(List.of("192.0.2.7", "192.0.2.7"), sink.texts(StringField.CLIENT_ADDRESS));
        // The second line is in a batch of its own where reading the first took longer than a batch
        // may wait.
        assertEquals(0, sink.batches().getFirst().firstOffset());
    }

    @Test
    void inTheMiddleOfAFileItIsAPartOfItsLine() throws Exception {
        harness.append(harness.log, "no request\n" + MARK + "no request either\n");
        try (Collector _ = harness.start(sink)) {
            await("both are read", () -> sink.rejectedLines().size() == 2);
        }
        assertEquals(
                List.of("no request", MARK + "no request either"),
                sink.rejectedLines().stream().map(one -> one.line()).toList());
    }

    @Test
    void aDirectiveBehindItHoldsAfterARestartToo() throws Exception {
        harness.append(
                harness.log,
                MARK
                        + "#Fields: cs-uri-stem sc-status cs-method date time\r\n"
                        + "/first 200 GET 2026-11-21 02:10:20\r\n");
        try (Collector _ = followIis()) {
            await("the first is there", () -> sink.requests() == 1);
        }
        harness.append(harness.log, "/second 404 GET 2026-11-21 02:10:21\r\n");
        try (Collector _ = followIis()) {
            await("the second is there", () -> sink.requests() == 2);
        }
        assertEquals(List.of("/first", "/second"), sink.texts(StringField.PATH));
    }

    private Collector followIis() throws Exception {
        LogFile log = LogFile.of(harness.log, LogFormat.of("iis"));
        return harness.start(sink, config -> harness.following(config, log));
    }
}
