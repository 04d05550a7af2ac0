package dev.weir.collector;

import static dev.weir.collector.CollectorHarness.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.collector.format.LogFormat;
import dev.weir.schema.batch.StringField;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Logs whose lines say how those below them read.
class DirectivesTest {
    private static final String FIELDS = "#Fields: cs-uri-stem sc-status cs-method date time\r\n";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path directory;

    @SuppressWarnings("NullAway.Init") // set before each test
    private CollectorHarness harness;

    @BeforeEach
    void start() {
        harness = new CollectorHarness(directory);
    }

    private Collector follow(RecordingSink sink) throws Exception {
        LogFile log = LogFile.of(harness.log, LogFormat.of("iis"));
        return harness.start(sink, config -> harness.following(config, log));
    }

    @Test
    void aRestartInTheMiddleKnowsWhatTheBeginningSaid() throws Exception {
        RecordingSink sink = new RecordingSink(true);
        harness.append(harness.log, "#Version: 1.0\r\n#Fields: date time cs-method\r\n" + FIELDS);
        harness.append(harness.log, "/first 200 GET 2026-11-21 02:10:20\r\n");
        try (Collector _ = follow(sink)) {
            await("the first is there", () -> sink.requests() == 1);
        }
        harness.append(harness.log, "/second 404 GET 2026-11-21 02:10:21\r\n");
        try (Collector _ = follow(sink)) {
            await("the second is there", () -> sink.requests() == 2);
        }
        assertEquals(List.of("/first", "/second"), sink.texts(StringField.PATH));
    }
}
