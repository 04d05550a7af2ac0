package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.rollup.Tier;
import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.storage.Retention;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowOptionsTest {
    private static final long NOW = 1_748_736_000_123L;

    @ParameterizedTest
    @CsvSource({
        "now, 1748736000123",
        "-6h, 1748714400123",
        "-90s, 1748735910123",
        "-30d, 1746144000123",
        "1748736000000, 1748736000000",
        "2025-06-01T00:00:00Z, 1748736000000",
        "2025-06-01T02:00:00+02:00, 1748736000000"
    })
    void aTimeIsAPointOrHowLongAgo(String text, long millis) throws Exception {
        assertEquals(millis, WindowOptions.time("--from", text, 0, NOW));
    }

    @Test
    void withoutATextItIsTheOtherTime() throws Exception {
        assertEquals(42, WindowOptions.time("--from", null, 42, NOW));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "yesterday", "-6", "6h", "-6w", "2025-06-01", "-99999999999999h", "17"})
    void whatIsNoTimeIsRefusedWithWhatIsAllowed(String text) {
        var refusal =
                assertThrows(
                        ConfigurationException.class,
                        () -> WindowOptions.time("--to", text, 0, NOW));
        assertTrue(
                String.valueOf(refusal.getMessage()).startsWith("--to is " + text + "; allowed:"),
                refusal.getMessage());
    }

    @Test
    void aTierIsOneThatIsKept() throws Exception {
        assertEquals(Tier.MINUTE, WindowOptions.tier("1m", Retention.DEFAULT));
        assertThrows(
                ConfigurationException.class, () -> WindowOptions.tier("60s", Retention.DEFAULT));
    }
}
