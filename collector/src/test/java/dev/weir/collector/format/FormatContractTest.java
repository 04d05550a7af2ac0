package dev.weir.collector.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.StringField;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for every format.
class FormatContractTest {
    /// Bytes that mean something in some format.
    private static final byte[] NASTY = {
        0,
        9,
        10,
        13,
        27,
        ' ',
        '"',
        '#',
        '%',
        '-',
        '/',
        ':',
        '[',
        '\\',
        ']',
        '{',
        '|',
        '}',
        '0',
        (byte) 0x80,
        (byte) 0xFF
    };

    static List<FormatSample> samples() {
        return FormatSample.all();
    }

    private static LineParser parserOf(FormatSample sample) throws Exception {
        LineParser parser = LogFormat.of(sample.format()).newParser();
        for (String directive : sample.directives()) {
            assertEquals(ParseResult.DIRECTIVE, ParsedLine.of(parser, directive).result());
        }
        return parser;
    }

    @Test
    void everyFormatHasASample() {
        var sampled =
                FormatSample.all().stream().map(FormatSample::format).collect(Collectors.toSet());
        assertEquals(
                List.copyOf(LogFormat.names()).stream().sorted().toList(),
                sampled.stream().sorted().toList());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aLineMeansWhatItSays(FormatSample sample) throws Exception {
        check(sample, ParsedLine.of(parserOf(sample), sample.line()));
    }

    private static void check(FormatSample sample, ParsedLine line) throws Exception {
        assertEquals(ParseResult.ACCEPTED, line.result());
        assertEquals(sample.method(), line.text(StringField.METHOD));
        assertEquals(sample.path(), line.text(StringField.PATH));
        assertEquals(sample.query(), line.text(StringField.QUERY));
        assertEquals(sample.client(), line.text(StringField.CLIENT_ADDRESS));
        assertEquals(sample.host(), line.text(StringField.HOST));
        assertEquals(sample.status(), line.reader().status(0));
        assertEquals(sample.timeMillis(), line.reader().time(0));
        assertEquals(sample.bytes(), line.reader().bytesSent(0));
        assertEquals(sample.micros(), line.reader().duration(0));
        assertTrue(line.reader().hasTime(0));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aLineThatIsCutAnywhereDoesNoHarmToTheNext(FormatSample sample) throws Exception {
        LineParser parser = parserOf(sample);
        byte[] line = sample.line().getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < line.length; length++) {
            ParsedLine cut = ParsedLine.of(parser, Arrays.copyOf(line, length));
            assertNotEquals(ParseResult.NEXT_BATCH, cut.result());
            check(sample, ParsedLine.of(parser, line));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void oddBytesAnywhereDoNoHarmToTheNext(FormatSample sample) throws Exception {
        LineParser parser = parserOf(sample);
        byte[] line = sample.line().getBytes(StandardCharsets.UTF_8);
        for (int at = 1; at < line.length; at++) {
            for (byte odd : NASTY) {
                byte[] changed = line.clone();
                changed[at] = odd;
                ParsedLine.of(parser, changed);
            }
            check(sample, ParsedLine.of(parser, line));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void noiseIsNoRequest(FormatSample sample) throws Exception {
        LineParser parser = parserOf(sample);
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            if (noise.length > 0 && noise[0] == '#') {
                continue;
            }
            assertNotEquals(ParseResult.ACCEPTED, ParsedLine.of(parser, noise).result());
        }
        check(sample, ParsedLine.of(parser, sample.line()));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aLineAllocatesNothing(FormatSample sample) throws Exception {
        LineParser parser = parserOf(sample);
        BatchEncoder encoder = new BatchEncoder();
        encoder.begin(new BatchEncoder.Source("s", "h", "f"), 0);
        byte[] line = sample.line().getBytes(StandardCharsets.UTF_8);
        byte[] bad = "no line of this format".getBytes(StandardCharsets.UTF_8);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int index = 0; index < 1_000; index++) {
                // The row is not kept, so the encoder does not grow.
                parser.parse(line, 0, line.length, 0, 0, encoder);
                parser.parse(bad, 0, bad.length, 0, 0, encoder);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(least < 1_000, "allocated " + least + " bytes for 2000 lines");
    }
}
