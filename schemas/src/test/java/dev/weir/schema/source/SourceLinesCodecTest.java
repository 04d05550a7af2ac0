package dev.weir.schema.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SourceLinesCodecTest {
    private static final SourceLines LINES =
            new SourceLines(
                    "edge-1/8-42-ü",
                    "edge-1",
                    "/var/log/access.log",
                    1_790_000_000_000L,
                    Long.MAX_VALUE,
                    100,
                    80,
                    13,
                    Map.of("no_match", 4L, "too_large", 3L));

    @Test
    void linesComeBack() {
        assertEquals(LINES, SourceLinesCodec.decode(SourceLinesCodec.encode(LINES)));
        var none = new SourceLines("id", "host", "file", 0, 0, 0, 0, 0, Map.of());
        assertEquals(none, SourceLinesCodec.decode(SourceLinesCodec.encode(none)));
    }

    @Test
    void aLineThatIsNowhereUnbalancesThem() {
        assertTrue(LINES.isBalanced());
        assertFalse(
                new SourceLines("id", "host", "file", 0, 0, 10, 5, 3, Map.of("nul", 1L))
                        .isBalanced());
    }

    @Test
    void damagedOnesAreRefusedOrRead() {
        byte[] original = SourceLinesCodec.encode(LINES);
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = original.clone();
            for (int flips = random.nextInt(1, 6); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                SourceLinesCodec.decode(bytes);
            } catch (IllegalArgumentException e) {
                assertTrue(
                        String.valueOf(e.getMessage()).startsWith("source lines are malformed: "));
            } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
                throw new AssertionError("round " + round, e);
            }
        }
        assertThrows(IllegalArgumentException.class, () -> SourceLinesCodec.decode(new byte[7]));
    }
}
