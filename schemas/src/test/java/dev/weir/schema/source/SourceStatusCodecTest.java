package dev.weir.schema.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.batch.CatalogueVersion;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SourceStatusCodecTest {
    private static final SourceStatus STATUS =
            new SourceStatus(
                    "edge-1/8-42-ü",
                    "edge-1",
                    "/var/log/access.log",
                    Long.MAX_VALUE,
                    2,
                    3,
                    4,
                    5,
                    6,
                    -7,
                    1_790_000_000_000L,
                    new CatalogueVersion(8, -9),
                    new Timeliness(10, 11, 12, -13));

    @Test
    void aStatusComesBack() {
        assertEquals(STATUS, SourceStatusCodec.decode(SourceStatusCodec.encode(STATUS)));
        SourceStatus unseen = SourceStatus.unseen("id", "host", "file");
        assertEquals(unseen, SourceStatusCodec.decode(SourceStatusCodec.encode(unseen)));
    }

    @Test
    void damagedStatusesAreRefusedOrRead() {
        byte[] original = SourceStatusCodec.encode(STATUS);
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = original.clone();
            for (int flips = random.nextInt(1, 6); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                SourceStatusCodec.decode(bytes);
            } catch (IllegalArgumentException e) {
                assertTrue(
                        String.valueOf(e.getMessage()).startsWith("source status is malformed: "));
            } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
                throw new AssertionError("round " + round, e);
            }
        }
        assertThrows(IllegalArgumentException.class, () -> SourceStatusCodec.decode(new byte[7]));
    }
}
