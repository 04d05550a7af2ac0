package dev.weir.benchmarks;

import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.batch.StringField;

/// Reads every field of every request: the checksum by which contenders must agree, and the work
/// of the decoding benchmark.
public final class BatchScan {
    private static final StringField[] FIELDS = StringField.values();

    /// A sum over all fields of the open batch that does not depend on the strings' indexes.
    public static long checksum(BatchReader reader) throws MalformedBatchException {
        long[] strings = new long[Math.max(reader.stringCount(), 1)];
        byte[] bytes = reader.bytes();
        for (int index = 1; index < strings.length; index++) {
            long hash = 17;
            for (int at = reader.stringStart(index); at < reader.stringEnd(index); at++) {
                hash = hash * 31 + bytes[at];
            }
            strings[index] = hash;
        }
        long sum = 0;
        for (int request = 0; request < reader.requestCount(); request++) {
            sum = sum * 31 + numbers(reader, request);
            for (StringField field : FIELDS) {
                sum = sum * 31 + strings[reader.stringIndex(request, field)];
            }
        }
        return sum;
    }

    private static long numbers(BatchReader reader, int request) {
        return reader.lineOffset(request)
                + 3 * reader.time(request)
                + 5L * reader.status(request)
                + 7L * reader.upstreamStatus(request)
                + 11 * reader.bytesSent(request)
                + 13 * reader.bytesReceived(request)
                + 17 * reader.duration(request)
                + 19 * reader.upstreamDuration(request)
                + (reader.isMalformed(request) ? 23 : 0)
                + (reader.hasTime(request) ? 29 : 0);
    }

    private BatchScan() {}
}
