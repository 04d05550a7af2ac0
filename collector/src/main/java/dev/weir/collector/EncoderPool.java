package dev.weir.collector;

import dev.weir.schema.batch.BatchEncoder;
import java.util.ArrayDeque;
import java.util.Deque;

/// Batch encoders that no open batch uses: a source that is silent holds no buffers.
final class EncoderPool {
    private static final int MAX_FREE = 64;

    private final Deque<BatchEncoder> free = new ArrayDeque<>();

    BatchEncoder take() {
        BatchEncoder encoder = free.pollLast();
        return encoder == null ? new BatchEncoder() : encoder;
    }

    void give(BatchEncoder encoder) {
        if (free.size() < MAX_FREE) {
            free.addLast(encoder);
        }
    }
}
