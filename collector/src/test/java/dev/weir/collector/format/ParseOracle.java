package dev.weir.collector.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.MalformedBatchException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// Takes any bytes as lines of a format, fails unless parsing them is total.
///
/// What must hold: nothing is thrown; every line has a result; the batch reads back; a line among
/// others says the same when others came before it, and other bytes stand around it; and memory is bounded by the line's length.
final class ParseOracle {
    /// Room for buffers that grow in doublings, and for classes that are loaded and instrumented.
    private static final long FIXED_BYTES = 32 << 20;

    /// A `#Fields:` line makes a layout of its names, the dearest thing that a line can do.
    private static final long BYTES_PER_BYTE = 1024;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final BatchEncoder together = new BatchEncoder();
    private final BatchEncoder apart = new BatchEncoder();

    /// Checks the lines of `[from, bytes.length)`; gives what each says.
    List<String> check(Supplier<LineParser> parsers, byte[] bytes, int from)
            throws MalformedBatchException {
        LineParser parser = parsers.get();
        BatchedLines lines = new BatchedLines(parser, together);
        List<byte[]> texts = new ArrayList<>();
        List<ParseResult> results = new ArrayList<>();
        int at = from;
        while (at <= bytes.length) {
            int lineFeed = at;
            while (lineFeed < bytes.length && bytes[lineFeed] != '\n') {
                lineFeed++;
            }
            ParseResult result = bounded(lines, bytes, at, lineFeed);
            if (result == ParseResult.ACCEPTED) {
                checkAccepted(parser, bytes);
            }
            texts.add(Arrays.copyOfRange(bytes, at, lineFeed));
            results.add(result);
            at = lineFeed + 1;
        }
        List<String> said = lines.close();
        assertEquals(backwards(parsers, texts, results), said);
        return said;
    }

    /// What the lines say from the last to the first, each in the middle of a buffer of quotes: so
    /// that a parser has seen other lines before each. Directives alone stay before what they rule.
    private List<String> backwards(
            Supplier<LineParser> parsers, List<byte[]> texts, List<ParseResult> results)
            throws MalformedBatchException {
        List<String> said = new ArrayList<>();
        BatchedLines lines = new BatchedLines(behind(texts, results, texts.size(), parsers), apart);
        for (int index = texts.size() - 1; index >= 0; index--) {
            byte[] text = texts.get(index);
            byte[] buffer = new byte[text.length + 20];
            Arrays.fill(buffer, (byte) '"');
            System.arraycopy(text, 0, buffer, 10, text.length);
            byte[] before = buffer.clone();
            lines.add(buffer, 10, 10 + text.length);
            assertArrayEquals(before, buffer, "the line was written to");
            if (results.get(index) == ParseResult.DIRECTIVE) {
                said.addAll(lines.close());
                lines = new BatchedLines(behind(texts, results, index, parsers), apart);
            }
        }
        said.addAll(lines.close());
        return said.reversed();
    }

    /// A parser that has seen the directives among the first `count` lines, and nothing else.
    private LineParser behind(
            List<byte[]> texts, List<ParseResult> results, int count, Supplier<LineParser> parsers)
            throws MalformedBatchException {
        LineParser parser = parsers.get();
        BatchedLines lines = new BatchedLines(parser, apart);
        for (int index = 0; index < count; index++) {
            if (results.get(index) == ParseResult.DIRECTIVE) {
                lines.add(texts.get(index), 0, texts.get(index).length);
            }
        }
        lines.close();
        return parser;
    }

    private static ParseResult bounded(BatchedLines lines, byte[] bytes, int from, int to)
            throws MalformedBatchException {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        ParseResult result = lines.add(bytes, from, to);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertTrue(
                allocated <= FIXED_BYTES + BYTES_PER_BYTE * (to - from),
                () -> "a line of " + (to - from) + " bytes allocated " + allocated);
        return result;
    }

    private static void checkAccepted(LineParser parser, byte[] bytes) {
        parser.describe(bytes, (name, value) -> assertTrue(!name.isEmpty() && value != null));
        if (parser.hostIndex() != 0) {
            assertTrue(parser.hostFrom() >= 0 && parser.hostFrom() <= parser.hostTo());
            assertTrue(parser.hostTo() <= parser.hostBytes().length);
        }
    }

    /// What a format's good line says when nothing came before it.
    String goodLine(FuzzedFormats.Fuzzed fuzzed) {
        try {
            return check(fuzzed.compiled()::newParser, goodLines(fuzzed, new byte[0]), 0).getLast();
        } catch (MalformedBatchException e) {
            throw new AssertionError(e);
        }
    }

    /// The noise with the format's directives and its good line behind it.
    static byte[] goodLines(FuzzedFormats.Fuzzed fuzzed, byte[] noise) {
        StringBuilder behind = new StringBuilder(noise.length == 0 ? "" : "\n");
        fuzzed.directives().forEach(directive -> behind.append(directive).append('\n'));
        byte[] end = behind.append(fuzzed.goodLine()).toString().getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(noise, noise.length + end.length);
        System.arraycopy(end, 0, all, noise.length, end.length);
        return all;
    }
}
