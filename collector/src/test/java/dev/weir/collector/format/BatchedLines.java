package dev.weir.collector.format;

import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.MalformedBatchException;
import java.util.ArrayList;
import java.util.List;

/// Takes lines one after another as a source's batcher does, gives what the batches that come of
/// them say of each, read back.
final class BatchedLines {
    /// Large, so that it would show in a line's own offset or time.
    private static final long FIRST_OFFSET = 1_000_000;

    private static final long READ_AT_MILLIS = 1_795_000_000_000L;

    private final LineParser parser;
    private final BatchEncoder encoder;
    private final List<String> said = new ArrayList<>();

    /// Places in `said` of the requests of the open batch.
    private final List<Integer> open = new ArrayList<>();

    private long offset = FIRST_OFFSET;

    BatchedLines(LineParser parser, BatchEncoder encoder) {
        this.parser = parser;
        this.encoder = encoder;
        begin();
    }

    private void begin() {
        encoder.begin(new BatchEncoder.Source("s", "h", "f"), offset);
    }

    /// Parses the line in `[from, to)`.
    ParseResult add(byte[] bytes, int from, int to) throws MalformedBatchException {
        ParseResult result = parser.parse(bytes, from, to, offset, READ_AT_MILLIS, encoder);
        if (result == ParseResult.NEXT_BATCH) {
            close();
            begin();
            result = parser.parse(bytes, from, to, offset, READ_AT_MILLIS, encoder);
        }
        switch (result) {
            case ACCEPTED -> {
                open.add(said.size());
                encoder.endRequest();
                said.add("");
            }
            case NEXT_BATCH -> throw new AssertionError("a line fits no batch at all");
            default -> {
                encoder.reject(offset);
                said.add(result.reason());
            }
        }
        offset += to - from + 1;
        return result;
    }

    /// What each line says, in order: its request's fields, or why it is none.
    List<String> close() throws MalformedBatchException {
        EncodedBatch batch = encoder.close(offset, READ_AT_MILLIS);
        BatchReader reader = new BatchReader();
        reader.open(batch.message(), batch.messageLength());
        if (reader.requestCount() != open.size()) {
            throw new AssertionError(open.size() + " requests are " + reader.requestCount());
        }
        for (int request = 0; request < open.size(); request++) {
            said.set(open.get(request), RequestFields.of(reader, request).toString());
        }
        open.clear();
        return said;
    }
}
