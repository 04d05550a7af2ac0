package dev.weir.benchmarks.alternatives;

import dev.weir.schema.CapnpBytes;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.StringField;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.capnproto.MessageBuilder;
import org.capnproto.StructList;

/// The batch in rows, written with the builder of the Cap'n Proto runtime: a struct of 13 words per
/// request, its strings as 32-bit indexes into one table of the batch.
///
/// Written per request as one would write it by hand with generated classes; what a row costs beside
/// a column, in time and in bytes, is what this is here for.
public final class RowBatchEncoder {
    private static final StringField[] FIELDS = StringField.values();
    private static final PlainStruct.Factory ROW = new PlainStruct.Factory(13, 0);
    private static final PlainStruct.Factory BATCH = new PlainStruct.Factory(4, 6);
    private static final int FIRST_STRING = 8;

    private final Map<ByteBuffer, Integer> table = new HashMap<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ByteArrayOutputStream ends = new ByteArrayOutputStream();
    private final MessageBuilder message;
    private final PlainStruct.Builder root;
    private final StructList.Builder<PlainStruct.Builder> rows;

    /// Starts a batch of so many requests.
    public RowBatchEncoder(int requests) {
        message = new MessageBuilder(requests * 16 + 4096);
        root = message.initRoot(BATCH);
        rows = root.structs(5, ROW, requests);
    }

    /// The numbers of a request.
    ///
    /// @param request its place in the batch
    public void numbers(
            int request,
            long lineOffset,
            long timeOffset,
            int status,
            long bytesSent,
            long bytesReceived,
            long duration,
            long upstreamDuration) {
        PlainStruct.Builder row = rows.get(request);
        row.number(0, Math.max(bytesSent, 0));
        row.number(1, Math.max(bytesReceived, 0));
        row.half(4, (int) lineOffset);
        row.half(5, (int) timeOffset);
        row.half(6, (int) Math.max(duration, 0));
        row.half(7, (int) Math.max(upstreamDuration, 0));
        int present = (bytesSent >= 0 ? 1 : 0) | (duration >= 0 ? 8 : 0);
        row.half(24, status);
        row.half(25, present);
    }

    /// A string of a request.
    ///
    /// @param value belongs to the encoder from here on
    public void string(int request, StringField field, ByteBuffer value) {
        Integer index = table.get(value);
        if (index == null) {
            index = table.size() + 1;
            table.put(value, index);
            bytes.write(value.array(), value.arrayOffset() + value.position(), value.remaining());
            int end = bytes.size();
            ends.write(end);
            ends.write(end >> 8);
            ends.write(end >> 16);
            ends.write(end >> 24);
        }
        rows.get(request).half(FIRST_STRING + field.ordinal(), index);
    }

    /// The message.
    public byte[] close() {
        root.data(3, bytes.toByteArray());
        root.data(4, ends.toByteArray());
        return CapnpBytes.of(message);
    }

    /// Rewrites a batch in rows.
    public static byte[] rewrite(BatchReader batch) {
        int count = batch.requestCount();
        var encoder = new RowBatchEncoder(count);
        long time = count == 0 ? 0 : batch.time(0);
        for (int request = 0; request < count; request++) {
            encoder.numbers(
                    request,
                    batch.lineOffset(request) - batch.firstOffset(),
                    batch.time(request) - time,
                    batch.status(request),
                    batch.bytesSent(request),
                    batch.bytesReceived(request),
                    batch.duration(request),
                    batch.upstreamDuration(request));
            for (StringField field : FIELDS) {
                int index = batch.stringIndex(request, field);
                if (index != 0) {
                    encoder.string(request, field, value(batch, index));
                }
            }
        }
        return encoder.close();
    }

    private static ByteBuffer value(BatchReader batch, int index) {
        int start = batch.stringStart(index);
        return ByteBuffer.wrap(batch.bytes(), start, batch.stringEnd(index) - start)
                .order(ByteOrder.LITTLE_ENDIAN);
    }
}
