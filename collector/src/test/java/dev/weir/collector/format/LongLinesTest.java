package dev.weir.collector.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.StringField;
import dev.weir.schema.yaml.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Long lines that repeat what a splitter stops at: what takes the square of their length does not
/// end in time.
@Timeout(20)
class LongLinesTest {
    private static final int LENGTH = 1 << 18;

    private static final List<String> REPEATED =
            List.of(
                    "\"",
                    "\\",
                    "\\\"",
                    "\" \"",
                    "\" ",
                    "\" 200 7 \"",
                    "[",
                    "]",
                    "] [",
                    "] \"",
                    "{",
                    "}",
                    "{\"a\":",
                    "{\"request\":{\"headers\":",
                    "\"status\":1,",
                    "[[",
                    ":",
                    " : ",
                    ", ",
                    " ",
                    "\t",
                    "/",
                    "?",
                    "|",
                    "- ",
                    " - ",
                    "1 ",
                    "1/",
                    "%",
                    "%25",
                    "25",
                    "#",
                    "+",
                    "\\x",
                    "\\u00",
                    "a",
                    "[21/Nov/2026:02:10:20 +0000] ",
                    " [21/Nov/2026:02:10:20.123] ",
                    "\u00e9");

    static List<FuzzedFormats.Fuzzed> formats() {
        return FuzzedFormats.ALL;
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aLongLineOfOneThingIsReadInTime(FuzzedFormats.Fuzzed fuzzed) throws Exception {
        BatchEncoder encoder = new BatchEncoder();
        for (String repeated : REPEATED) {
            read(fuzzed, encoder, "", repeated.repeat(LENGTH / repeated.length()), "");
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aLineThatIsLongInTheMiddleIsReadInTime(FuzzedFormats.Fuzzed fuzzed) throws Exception {
        BatchEncoder encoder = new BatchEncoder();
        String good = fuzzed.goodLine();
        for (String repeated : REPEATED) {
            for (int part = 1; part < 4; part++) {
                int at = good.length() * part / 4;
                String middle = repeated.repeat(LENGTH / 8 / repeated.length());
                read(fuzzed, encoder, good.substring(0, at), middle, good.substring(at));
            }
        }
    }

    private static void read(
            FuzzedFormats.Fuzzed fuzzed,
            BatchEncoder encoder,
            String before,
            String middle,
            String behind)
            throws Exception {
        byte[] line = (before + middle + behind).getBytes(StandardCharsets.UTF_8);
        BatchedLines lines = new BatchedLines(fuzzed.compiled().newParser(), encoder);
        for (String directive : fuzzed.directives()) {
            byte[] bytes = directive.getBytes(StandardCharsets.UTF_8);
            lines.add(bytes, 0, bytes.length);
        }
        lines.add(line, 0, line.length);
        lines.close();
    }

    @Test
    void aValueThatIsEncodedManyTimesIsReadInTime() throws Exception {
        LineParser parser = LogFormat.of("cloudfront").newParser();
        ParsedLine.of(parser, "#Fields: date time cs-method cs-uri-stem sc-status cs(User-Agent)");
        String start = "2026-11-21\t02:10:20\tGET\t/\t200\t";
        ParsedLine line =
                ParsedLine.of(parser, start + "a%" + "25".repeat(LENGTH / 2) + "20b%2541");
        assertEquals("a bA", line.text(StringField.USER_AGENT));
    }

    /// Of a format string: what it begins with, what it repeats, what it ends with.
    static List<List<String>> longFormats() {
        return List.of(
                List.of("LogFormat \"%h ", "a", "\""),
                List.of("LogFormat \"%h ", "\\\\", "\""),
                List.of("", "LogFormat \"", ""),
                List.of("", "%{%T}t.", ""),
                List.of("", "%{a", ""),
                List.of("", "%h ", ""),
                List.of("", "$status ", ""),
                List.of("", "$uri$is_args", ""),
                List.of("", "'$status '", ";"),
                List.of("'$status", "\\", "'"),
                List.of("", "log_format ", "$status"),
                List.of(" ", " ", "escape=json $status"),
                List.of("", "%REQ(", ""),
                List.of("", "%REQ(:METHOD)% ", ""),
                List.of("%ci", "%[src", ""),
                List.of("%ci %ST ", "%{+Q}o", ""),
                List.of("", "%START_TIME(%T ", ")%"),
                List.of("haproxy captures=host", ",-", ""),
                List.of("combined", "-", ""));
    }

    @ParameterizedTest
    @MethodSource("longFormats")
    void aLongFormatIsReadOrRefusedInTime(List<String> parts) throws Exception {
        String repeated = parts.get(1);
        String format = parts.get(0) + repeated.repeat(100_000 / repeated.length()) + parts.get(2);
        LineParser parser;
        try {
            parser = LogFormat.of(format).newParser();
        } catch (ConfigurationException e) {
            assertNotNull(e.getMessage());
            return;
        }
        assertEquals(ParseResult.NO_MATCH, ParsedLine.of(parser, "no such line").result());
    }
}
