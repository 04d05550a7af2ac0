package dev.weir.collector.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/// Any bytes, read as lines of any format.
class LogLinesFuzzTest {
    private static final ParseOracle ORACLE = new ParseOracle();

    /// Filled before any noise.
    private static final Map<String, String> GOOD_LINES =
            FuzzedFormats.ALL.stream()
                    .collect(Collectors.toMap(FuzzedFormats.Fuzzed::format, ORACLE::goodLine));

    static Stream<byte[]> oddLines() {
        return OddLines.fuzzInputs();
    }

    static Stream<byte[]> goodLines() {
        return FuzzedFormats.ALL.stream()
                .map(fuzzed ->
                        ParseOracle.goodLines(
                                fuzzed, new byte[] {FuzzedFormats.byteOf(fuzzed.format())}));
    }

    @MethodSource({"goodLines", "oddLines"})
    @FuzzTest(maxDuration = "5s")
    void linesAreParsedTotally(byte[] input) throws Exception {
        if (input.length == 0) {
            return;
        }
        FuzzedFormats.Fuzzed fuzzed = FuzzedFormats.of(input[0]);
        byte[] lines = ParseOracle.goodLines(fuzzed, input);
        List<String> said = ORACLE.check(fuzzed.compiled()::newParser, lines, 1);
        assertEquals(GOOD_LINES.get(fuzzed.format()), said.getLast());
    }

    @Test
    void everyNamedFormatIsFuzzed() {
        Set<String> fuzzed = new HashSet<>();
        FuzzedFormats.ALL.forEach(each -> fuzzed.add(each.format()));
        List<String> left = new ArrayList<>(LogFormat.names());
        left.removeAll(fuzzed);
        assertEquals(List.of(), left);
    }

    @Test
    void everyGoodLineIsARequest() {
        GOOD_LINES.forEach((format, said) ->
                assertTrue(said.contains("STATUS=") && said.contains("PATH="), format));
    }
}
