package dev.weir.collector.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Any bytes behind `#Fields:`, and any bytes as lines below it. The first byte picks the dialect.
class FieldsDirectiveFuzzTest {
    private static final List<FuzzedFormats.Fuzzed> DIALECTS =
            FuzzedFormats.ALL.stream().filter(each -> each.compiled().hasDirectives()).toList();

    private static final ParseOracle ORACLE = new ParseOracle();

    private static final List<String> GOOD_LINES = DIALECTS.stream().map(ORACLE::goodLine).toList();

    static Stream<byte[]> dialects() {
        return DIALECTS.stream().map(FieldsDirectiveFuzzTest::seed);
    }

    private static byte[] seed(FuzzedFormats.Fuzzed dialect) {
        String fields = dialect.directives().getLast().replace("#Fields:", "");
        String text = (char) DIALECTS.indexOf(dialect) + fields + '\n' + dialect.goodLine();
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @MethodSource("dialects")
    @FuzzTest(maxDuration = "5s")
    void anyFieldsAreALayout(byte[] input) throws Exception {
        if (input.length == 0) {
            return;
        }
        FuzzedFormats.Fuzzed dialect = DIALECTS.get(Math.floorMod(input[0], DIALECTS.size()));
        byte[] directive = "#Fields:".getBytes(StandardCharsets.UTF_8);
        byte[] lines = new byte[directive.length + input.length - 1];
        System.arraycopy(directive, 0, lines, 0, directive.length);
        System.arraycopy(input, 1, lines, directive.length, input.length - 1);
        List<String> said =
                ORACLE.check(
                        dialect.compiled()::newParser, ParseOracle.goodLines(dialect, lines), 0);
        assertEquals(ParseResult.DIRECTIVE.reason(), said.getFirst());
        assertEquals(GOOD_LINES.get(DIALECTS.indexOf(dialect)), said.getLast());
    }
}
