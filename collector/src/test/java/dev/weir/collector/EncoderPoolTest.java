package dev.weir.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.StringField;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What encoders keep is known, and what the pool keeps is bounded.
class EncoderPoolTest {
    private final EncoderPool pool = new EncoderPool();

    private static void fill(BatchEncoder encoder, int requests) {
        encoder.begin(new BatchEncoder.Source("s", "h", "f"), 0);
        for (int request = 0; request < requests; request++) {
            byte[] path = ("/path/" + request).getBytes(StandardCharsets.UTF_8);
            encoder.beginRequest(request, 0);
            encoder.bytesSent(request);
            encoder.string(StringField.PATH, path, 0, path.length);
            encoder.endRequest();
        }
        encoder.close(requests, 0);
    }

    @Test
    void anEncoderThatHasHeldLittleIsSmall() {
        BatchEncoder encoder = pool.take();
        fill(encoder, 10);
        assertTrue(encoder.heldBytes() < 16 << 10, "bytes " + encoder.heldBytes());
        fill(encoder, 20_000);
        assertTrue(encoder.heldBytes() > 20_000 * 8, "bytes " + encoder.heldBytes());
    }

    @Test
    void whatThePoolKeepsIsBounded() {
        List<BatchEncoder> encoders = new ArrayList<>();
        long bytes = 0;
        while (bytes < 2 * EncoderPool.MAX_FREE_BYTES) {
            BatchEncoder encoder = new BatchEncoder();
            fill(encoder, 20_000);
            encoders.add(encoder);
            bytes += encoder.heldBytes();
        }
        encoders.forEach(pool::give);

        assertTrue(pool.freeBytes() > EncoderPool.MAX_FREE_BYTES / 2, "some are kept");
        assertTrue(pool.freeBytes() <= EncoderPool.MAX_FREE_BYTES, "but not all");
        while (pool.freeBytes() > 0) {
            assertTrue(encoders.contains(pool.take()));
        }
        assertEquals(0, pool.freeBytes());
    }
}
