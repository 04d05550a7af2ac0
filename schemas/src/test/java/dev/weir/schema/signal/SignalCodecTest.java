package dev.weir.schema.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.signal.Signal.Share;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SignalCodecTest {
    static final Signal SIGNAL =
            new Signal(
                    Signal.idOf("müller.example", "flood", 1_790_000_000_000L),
                    "müller.example",
                    "flood",
                    1_790_000_000_000L,
                    1_790_000_010_000L,
                    1_790_000_020_000L,
                    Long.MAX_VALUE,
                    1234.5,
                    0.25,
                    List.of("/?q=1' OR 1=1--", ""),
                    List.of(new Share("192.0.2.1", 900), new Share("2001:db8::1", 1)),
                    List.of(new Share("/login", 901)));

    @Test
    void aSignalComesBack() {
        assertEquals(SIGNAL, SignalCodec.decode(SignalCodec.encode(SIGNAL)));
        assertFalse(SIGNAL.isOpen());
    }

    @Test
    void aSignalWithoutEvidenceComesBack() {
        Signal bare = new Signal("", "", "", 0, 0, 0, 0, 0, 0, List.of(), List.of(), List.of());
        assertEquals(bare, SignalCodec.decode(SignalCodec.encode(bare)));
        assertTrue(bare.isOpen());
    }

    @Test
    void damagedSignalsAreRefusedOrRead() {
        byte[] original = SignalCodec.encode(SIGNAL);
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = Arrays.copyOf(original, original.length - random.nextInt(2) * 8);
            for (int flips = random.nextInt(1, 6); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                SignalCodec.decode(bytes);
            } catch (IllegalArgumentException e) {
                assertTrue(String.valueOf(e.getMessage()).startsWith("signal is malformed: "));
            } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
                throw new AssertionError("round " + round, e);
            }
        }
        assertThrows(IllegalArgumentException.class, () -> SignalCodec.decode(new byte[0]));
    }
}
