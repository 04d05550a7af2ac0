package dev.weir.shipper;

import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.batch.StringField;
import java.util.List;

/// Takes an open batch, gives copies of ranges of it, with all that it says of its source.
final class BatchCopy {
    private static final StringField[] STRINGS = StringField.values();

    private final BatchReader from;
    private final BatchEncoder to;

    BatchCopy(BatchReader from, BatchEncoder to) {
        this.from = from;
        this.to = to;
    }

    /// Copies what begins in `[first, end)` of the source. That is one batch, or several where the
    /// times of requests lie weeks apart.
    void range(long first, long end, List<EncodedBatch> into) throws MalformedBatchException {
        long[] rejected = RejectedOffsets.of(from);
        int nextRejected = 0;
        begin(first);
        for (int request = 0; request < from.requestCount(); request++) {
            long line = from.lineOffset(request);
            if (line < first || line >= end) {
                continue;
            }
            nextRejected = rejectBefore(line, first, rejected, nextRejected);
            if (!to.fits(line, from.time(request))) {
                into.add(to.close(line, from.createdAt()));
                begin(line);
            }
            request(request);
        }
        rejectBefore(end, first, rejected, nextRejected);
        into.add(to.close(end, from.createdAt()));
    }

    /// The whole range, with requests counted as rejected lines.
    EncodedBatch withoutRequests() throws MalformedBatchException {
        begin(from.firstOffset());
        long[] rejected = RejectedOffsets.of(from);
        int nextRejected = 0;
        for (int request = 0; request < from.requestCount(); request++) {
            long line = from.lineOffset(request);
            nextRejected = rejectBefore(line, from.firstOffset(), rejected, nextRejected);
            to.reject(line);
        }
        rejectBefore(Long.MAX_VALUE, from.firstOffset(), rejected, nextRejected);
        return to.close(from.endOffset(), from.createdAt());
    }

    private void begin(long first) throws MalformedBatchException {
        to.begin(new BatchEncoder.Source(from.sourceId(), from.host(), from.file()), first);
        to.catalogue(from.catalogue());
    }

    private int rejectBefore(long line, long first, long[] rejected, int next) {
        int at = next;
        while (at < rejected.length && rejected[at] < line) {
            if (rejected[at] >= first) {
                to.reject(rejected[at]);
            }
            at++;
        }
        return at;
    }

    private void request(int request) throws MalformedBatchException {
        to.beginRequest(from.lineOffset(request), from.time(request));
        if (from.hasTime(request)) {
            to.time(from.time(request));
        }
        for (StringField field : STRINGS) {
            int index = from.stringIndex(request, field);
            if (index != 0) {
                to.string(field, from.bytes(), from.stringStart(index), from.stringEnd(index));
            }
        }
        to.status(from.status(request));
        to.upstreamStatus(from.upstreamStatus(request));
        if (from.bytesSent(request) >= 0) {
            to.bytesSent(from.bytesSent(request));
        }
        if (from.bytesReceived(request) >= 0) {
            to.bytesReceived(from.bytesReceived(request));
        }
        if (from.duration(request) >= 0) {
            to.duration(from.duration(request));
        }
        if (from.upstreamDuration(request) >= 0) {
            to.upstreamDuration(from.upstreamDuration(request));
        }
        if (from.isMalformed(request)) {
            to.malformed();
        }
        if (from.isCut(request)) {
            to.cut();
        }
        to.endRequest();
    }
}
