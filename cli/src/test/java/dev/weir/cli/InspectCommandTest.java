package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class InspectCommandTest {
    private static final String LINE =
            "192.0.2.7 - - [21/Nov/2026:02:10:20 +0000] \"GET /shop HTTP/1.1\" 200 7 \"-\" \"ua\"\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void theStatisticsOfALogAreThoseOfItsBatches() throws Exception {
        String text = LINE.repeat(20_000) + "no request\n".repeat(3);
        Path log = Files.writeString(directory.resolve("access.log"), text);

        JsonNode stats =
                new ObjectMapper().readTree(run("--log", log.toString(), "--stats", "--json"));

        assertEquals(2, stats.get("batches").asInt());
        assertEquals(20_000, stats.get("requests").asInt());
        assertEquals(3, stats.get("rejected_lines").asInt());
        assertEquals(0, stats.get("malformed").asInt());
        assertEquals(text.length(), stats.get("log_bytes").asInt());
        long raw = stats.get("raw_bytes").asLong();
        long frames = stats.get("frame_bytes").asLong();
        assertTrue(raw > frames && frames > 0, raw + " raw, " + frames + " in frames");
        assertEquals(frames / 20_000.0, stats.get("frame_bytes_per_request").asDouble(), 1e-9);
    }

    @Test
    void theStatisticsAreATableForPeople() throws Exception {
        Path log = Files.writeString(directory.resolve("access.log"), LINE.repeat(1234));

        String text = run("--log", log.toString(), "--stats");

        assertTrue(text.contains("requests                          1,234"), text);
        assertTrue(text.contains("per request: "), text);
    }

    @Test
    void theRequestsOfALogArePrintedUpToTheLimit() throws Exception {
        Path log = Files.writeString(directory.resolve("access.log"), LINE.repeat(10));

        assertEquals(4, run("--log", log.toString(), "--limit", "4").lines().count());
    }

    private static String run(String... arguments) {
        StringWriter out = new StringWriter();
        int code =
                new CommandLine(new InspectCommand())
                        .setOut(new PrintWriter(out))
                        .execute(arguments);
        assertEquals(0, code);
        return out.toString();
    }
}
