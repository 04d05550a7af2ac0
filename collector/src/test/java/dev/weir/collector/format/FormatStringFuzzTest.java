package dev.weir.collector.format;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.schema.yaml.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Any string as a format, and any bytes as lines of it. The string ends at the first NUL.
class FormatStringFuzzTest {
    private static final ParseOracle ORACLE = new ParseOracle();

    static {
        // Or the first line is charged with what Jazzer does to each class when it is loaded.
        FuzzedFormats.ALL.forEach(ORACLE::goodLine);
    }

    static Stream<byte[]> formats() {
        return FuzzedFormats.ALL.stream()
                .map(fuzzed ->
                        (fuzzed.format() + '\0' + fuzzed.goodLine())
                                .getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("formats")
    @FuzzTest(maxDuration = "5s")
    void aStringIsAFormatOrIsRefused(byte[] input) throws Exception {
        int end = 0;
        while (end < input.length && input[end] != 0) {
            end++;
        }
        String text = new String(input, 0, end, StandardCharsets.UTF_8);
        LogFormat format;
        try {
            format = LogFormat.of(text);
        } catch (ConfigurationException e) {
            assertFalse(Objects.requireNonNull(e.getMessage()).isBlank());
            return;
        }
        ORACLE.check(format::newParser, input, Math.min(end + 1, input.length));
    }
}
