package dev.weir.collector;

import dev.weir.schema.batch.BatchEncoder;
import java.util.ArrayDeque;
import java.util.Deque;

/// Batch encoders that no open batch uses: a source that is silent holds no buffers. What is kept is
/// bounded in bytes, for an encoder is as large as the largest batch that it has held.
final class EncoderPool {
    static final long MAX_FREE_BYTES = 16 << 20;

    private final Deque<BatchEncoder> free = new ArrayDeque<>();
    private long freeBytes;

    BatchEncoder take() {
        BatchEncoder encoder = free.pollLast();
        if (encoder == null) {
            return new BatchEncoder();
        }
        freeBytes -= encoder.heldBytes();
        return encoder;
    }

    void give(BatchEncoder encoder) {
        int bytes = encoder.heldBytes();
        if (freeBytes + bytes <= MAX_FREE_BYTES) {
            free.addLast(encoder);
            freeBytes += bytes;
        }
    }

    long freeBytes() {
        return freeBytes;
    }
}
