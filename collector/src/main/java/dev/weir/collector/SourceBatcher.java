package dev.weir.collector;

import dev.weir.collector.address.AddressMask;
import dev.weir.collector.format.ByteScan;
import dev.weir.collector.format.LineParser;
import dev.weir.collector.format.ParseResult;
import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.EncodedBatch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Takes one source's blocks of lines, gives its batches to the sink: each begins where the one
/// before ended. Belongs to the thread `parse-0`.
final class SourceBatcher {
    private final Source source;
    private final LineParser parser;
    private final CustomerLookup customers;
    private final BatchLimits limits;
    private final EncoderPool encoders;
    private final BatchSink sink;
    private final CollectorMetrics metrics;
    private final RejectSampler sampler = new RejectSampler();

    private @Nullable BatchEncoder encoder;
    private long endOffset;
    private long openedAt;

    SourceBatcher(
            Source source,
            Catalogue catalogue,
            BatchLimits limits,
            EncoderPool encoders,
            BatchSink sink,
            CollectorMetrics metrics) {
        this.source = source;
        this.parser = source.log.format().newParser(source.log.addresses());
        this.customers = new CustomerLookup(catalogue, source.log);
        this.limits = limits;
        this.encoders = encoders;
        this.sink = sink;
        this.metrics = metrics;
    }

    boolean isOpen() {
        return encoder != null;
    }

    /// When the open batch's first line was read.
    long openedAt() {
        return openedAt;
    }

    /// Takes the lines of a block.
    void lines(LineBlock block) throws InterruptedException {
        byte[] bytes = block.bytes;
        int at = 0;
        while (at < block.length) {
            int lineFeed = ByteScan.indexOf(bytes, at, block.length, (byte) '\n');
            line(bytes, at, lineFeed, block.firstOffset + at, block.readAt);
            at = lineFeed + 1;
        }
    }

    private void line(byte[] bytes, int from, int lineFeed, long offset, long readAt)
            throws InterruptedException {
        BatchEncoder batch = open(offset, readAt);
        int to = lineFeed > from && bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
        if (lineFeed - from > limits.lineBytes()) {
            reject(batch, "too_long", bytes, from, to, offset, readAt);
        } else {
            ParseResult result = parser.parse(bytes, from, to, offset, readAt, batch);
            if (result == ParseResult.NEXT_BATCH) {
                close(readAt);
                batch = open(offset, readAt);
                result = parser.parse(bytes, from, to, offset, readAt, batch);
            }
            if (result == ParseResult.ACCEPTED) {
                customers.assign(parser, batch);
                batch.endRequest();
            } else {
                reject(batch, result.reason(), bytes, from, to, offset, readAt);
            }
        }
        endOffset = offset + (lineFeed + 1 - from);
        if (batch.size() >= limits.bytes() || batch.requestCount() >= limits.requests()) {
            close(readAt);
        }
    }

    /// Takes a line that is passed over.
    void skipped(LineBlock block) {
        BatchEncoder batch = open(block.firstOffset, block.readAt);
        int length = block.length;
        while (length > 0 && block.bytes[length - 1] == '\n') {
            length--;
        }
        reject(batch, block.reason, block.bytes, 0, length, block.firstOffset, block.readAt);
        endOffset = block.firstOffset + block.skipped;
    }

    private BatchEncoder open(long offset, long readAt) {
        BatchEncoder open = encoder;
        if (open == null) {
            open = encoders.take();
            open.begin(source.header, offset);
            customers.beginBatch(open);
            openedAt = readAt;
            encoder = open;
        }
        return open;
    }

    private void reject(
            BatchEncoder batch,
            String reason,
            byte[] bytes,
            int from,
            int to,
            long offset,
            long readAt) {
        batch.reject(offset);
        source.rejected(reason);
        metrics.rejected(reason);
        if (sampler.take(readAt)) {
            int end = Math.min(to, from + limits.lineBytes());
            byte[] sample = Arrays.copyOfRange(bytes, from, end);
            if (!source.log.addresses().keeps()) {
                AddressMask.cover(sample);
            }
            sink.rejected(source.id(), offset, reason, sample);
        }
    }

    /// Closes the open batch, if there is one, and hands it over; may block.
    void close(long now) throws InterruptedException {
        BatchEncoder open = encoder;
        if (open == null) {
            return;
        }
        EncodedBatch batch = open.close(endOffset, now);
        encoder = null;
        encoders.give(open);
        source.handed(endOffset, batch.requestCount());
        metrics.shipped(batch.requestCount(), batch.endOffset() - batch.firstOffset());
        sink.ship(batch, () -> source.acknowledge(batch.endOffset()));
    }
}
