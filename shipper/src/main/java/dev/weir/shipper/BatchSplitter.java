package dev.weir.shipper;

import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.batch.StringField;
import dev.weir.schema.frame.FrameReader;
import dev.weir.schema.frame.MalformedFrameException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Takes a frame that is too large, gives its lines as smaller batches, which cover the same range
/// of the source without a gap. For one thread.
final class BatchSplitter {
    /// A sample shows what the request was; all of it is what did not fit.
    private static final int SAMPLE_BYTES = 1024;

    private final FrameReader frames = new FrameReader();
    private final BatchReader reader = new BatchReader();
    private final BatchCopy copy = new BatchCopy(reader, new BatchEncoder());

    /// Two halves, by lines. Empty if there is only one line, or none.
    List<EncodedBatch> halves(byte[] frame)
            throws MalformedFrameException, MalformedBatchException {
        open(frame);
        long[] lines = lines();
        long first = reader.firstOffset();
        long end = reader.endOffset();
        // Lines never begin at the same byte; if they did, the halves would not be smaller.
        if (lines.length < 2 || lines[lines.length / 2] == lines[0]) {
            return List.of();
        }
        long middle = lines[lines.length / 2];
        List<EncodedBatch> parts = new ArrayList<>();
        copy.range(first, middle, parts);
        copy.range(middle, end, parts);
        return parts;
    }

    /// The same range with its only request as a rejected line; empty if it is not exactly one.
    List<EncodedBatch> withoutRequest(byte[] frame)
            throws MalformedFrameException, MalformedBatchException {
        open(frame);
        return reader.requestCount() == 1 ? List.of(copy.withoutRequests()) : List.of();
    }

    /// What a person may recognise the frame's only request by.
    RejectedLine sample(byte[] frame, String reason)
            throws MalformedFrameException, MalformedBatchException {
        open(frame);
        StringBuilder text = new StringBuilder();
        for (StringField field :
                List.of(
                        StringField.REQUEST_LINE,
                        StringField.METHOD,
                        StringField.HOST,
                        StringField.PATH,
                        StringField.QUERY)) {
            int index = reader.stringIndex(0, field);
            if (index != 0) {
                text.append(text.isEmpty() ? "" : " ").append(reader.string(index));
            }
        }
        byte[] line = text.toString().getBytes(StandardCharsets.UTF_8);
        byte[] cut = Arrays.copyOf(line, Math.min(line.length, SAMPLE_BYTES));
        return new RejectedLine(reader.sourceId(), reader.lineOffset(0), reason, cut);
    }

    private void open(byte[] frame) throws MalformedFrameException, MalformedBatchException {
        frames.read(frame);
        reader.open(frames.message(), frames.messageLength());
    }

    /// Where lines begin, requests and rejected ones, in ascending order.
    private long[] lines() {
        long[] rejected = RejectedOffsets.of(reader);
        long[] all = Arrays.copyOf(rejected, rejected.length + reader.requestCount());
        for (int request = 0; request < reader.requestCount(); request++) {
            all[rejected.length + request] = reader.lineOffset(request);
        }
        Arrays.sort(all);
        return all;
    }
}
