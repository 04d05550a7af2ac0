package dev.weir.benchmarks.alternatives;

import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.StringField;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;

/// The batch in columns as one would lay them out for reading in place: indexes of 16 bits, numbers
/// of 32 and 64, where lines start as they start.
public final class WideColumns {
    /// Rewrites a batch.
    public static byte[] rewrite(BatchReader batch) {
        var bytes = new ByteArrayOutputStream();
        int count = batch.requestCount();
        long time = count == 0 ? 0 : batch.time(0);
        for (StringField field : StringField.values()) {
            int before = before(batch, field);
            put(
                    bytes,
                    count,
                    2,
                    request -> {
                        int index = batch.stringIndex(request, field);
                        return index == 0 ? 0 : index - before;
                    });
        }
        put(bytes, count, 4, request -> batch.time(request) - time);
        put(bytes, count, 4, request -> batch.lineOffset(request) - batch.firstOffset());
        put(bytes, count, 2, batch::status);
        put(bytes, count, 8, batch::bytesSent);
        put(bytes, count, 8, batch::bytesReceived);
        put(bytes, count, 4, batch::duration);
        put(bytes, count, 4, batch::upstreamDuration);
        int last = batch.stringCount() - 1;
        if (last > 0) {
            put(bytes, last, 4, index -> batch.stringEnd(index + 1));
            for (byte[] strings : strings(batch)) {
                bytes.writeBytes(strings);
            }
        }
        return bytes.toByteArray();
    }

    /// The index before the first of a field's.
    private static int before(BatchReader batch, StringField field) {
        int least = Integer.MAX_VALUE;
        for (int request = 0; request < batch.requestCount(); request++) {
            int index = batch.stringIndex(request, field);
            least = index == 0 ? least : Math.min(least, index);
        }
        return least == Integer.MAX_VALUE ? 0 : least - 1;
    }

    private static List<byte[]> strings(BatchReader batch) {
        List<byte[]> strings = new ArrayList<>();
        for (int index = 1; index < batch.stringCount(); index++) {
            strings.add(
                    Arrays.copyOfRange(
                            batch.bytes(), batch.stringStart(index), batch.stringEnd(index)));
        }
        return strings;
    }

    private static void put(
            ByteArrayOutputStream bytes, int count, int width, IntToLongFunction values) {
        for (int i = 0; i < count; i++) {
            long value = values.applyAsLong(i);
            for (int at = 0; at < width; at++) {
                bytes.write((int) (value >>> (Byte.SIZE * at)));
            }
        }
    }

    private WideColumns() {}
}
