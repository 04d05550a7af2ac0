package dev.weir.jobs.reference;

import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.MalformedBatchException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Takes requests, gives batches of them, each line as long as the others.
public final class Batches {
    /// Bytes of a line.
    public static final int LINE_BYTES = 100;

    /// One batch with these requests, of a source that starts at offset 0.
    public static EncodedBatch encode(List<ModelRequest> requests, String edgeHost) {
        var encoder = new BatchEncoder();
        encoder.begin(new BatchEncoder.Source(edgeHost + "/1", edgeHost, "/access.log"), 0);
        long offset = 0;
        for (ModelRequest request : requests) {
            request.encode(encoder, offset);
            offset += LINE_BYTES;
        }
        return encoder.close(offset, RandomTraffic.START);
    }

    /// One batch with these requests, ready to be counted.
    public static BatchReader read(List<ModelRequest> requests, String edgeHost) {
        EncodedBatch batch = encode(requests, edgeHost);
        var reader = new BatchReader();
        try {
            reader.open(batch.message(), batch.messageLength());
        } catch (MalformedBatchException e) {
            throw new AssertionError(e);
        }
        return reader;
    }

    /// The requests in as many pieces of random size as it takes; some of them may be empty.
    public static List<List<ModelRequest>> split(
            List<ModelRequest> requests, int largest, Random random) {
        List<List<ModelRequest>> pieces = new ArrayList<>();
        int from = 0;
        while (from < requests.size()) {
            int to = Math.min(from + random.nextInt(largest + 1), requests.size());
            pieces.add(requests.subList(from, to));
            from = to;
        }
        return pieces;
    }

    private Batches() {}
}
