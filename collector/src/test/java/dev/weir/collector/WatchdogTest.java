package dev.weir.collector;

import static dev.weir.collector.CollectorHarness.await;
import static dev.weir.collector.CollectorHarness.line;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.schema.batch.StringField;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that grow and are not read on.
class WatchdogTest {
    private static CollectorConfig soon(CollectorConfig config) {
        return config.withTiming(config.timing().withStall(Duration.ofMillis(30)));
    }

    @TempDir Path directory;

    private static List<String> stalls(Collector collector) {
        return collector.ledger().stream().map(SourceLedger::stall).toList();
    }

    @Test
    void aSinkThatTakesNothingIsReportedAndWhenItIsOver() throws Exception {
        var harness = new CollectorHarness(directory);
        var sink = new RecordingSink(true, 0);
        harness.appendPaths(0, 100_000);
        try (Collector collector = harness.start(sink, WatchdogTest::soon)) {
            await(
                    "it is reported",
                    () -> {
                        append(harness, line("/more"));
                        return stalls(collector).contains("sink_blocked");
                    });
            await("and counted", () -> harness.metrics.stalled("sink_blocked") == 1);
            sink.makeRoom();
            await("it is over", () -> stalls(collector).equals(List.of("")));
            await("the metric says so", () -> harness.metrics.stalled("sink_blocked") == 0);
        }
    }

    @Test
    void aFileThatGrowsWithoutALineEndIsReported() throws Exception {
        var harness = new CollectorHarness(directory);
        var sink = new RecordingSink(true);
        harness.append(harness.log, line("/first"));
        try (Collector collector = harness.start(sink, WatchdogTest::soon)) {
            await("the first is read", () -> sink.requests() == 1);
            await(
                    "it is reported",
                    () -> {
                        append(harness, "x");
                        return stalls(collector).contains("no_line_end");
                    });
            harness.append(harness.log, "\n" + line("/second"));
            await("it is over", () -> stalls(collector).equals(List.of("")));
        }
        assertEquals(List.of("/first", "/second"), sink.texts(StringField.PATH));
    }

    private static void append(CollectorHarness harness, String text) {
        try {
            harness.append(harness.log, text);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
