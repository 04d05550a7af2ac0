package dev.weir.collector;

import dev.weir.collector.address.AddressMask;
import dev.weir.collector.format.ByteOrderMark;
import dev.weir.collector.format.ByteScan;
import dev.weir.collector.format.LineParser;
import dev.weir.collector.format.ParseResult;
import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.EncodedBatch;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Takes one source's blocks of lines, gives its batches to the sink: each begins where the one
/// before ended. Belongs to the thread `parse-0`.
final class SourceBatcher {
    /// After so many bytes in one piece the next line may be too far for the batch's line offsets.
    private static final long MAX_SKIPPED_BYTES = 1L << 30;

    private final Source source;
    private final LineParser parser;
    private final CustomerLookup customers;
    private final BatchLimits limits;
    private final EncoderPool encoders;
    private final BatchSink sink;
    private final CollectorMetrics metrics;
    private final RejectSampler sampler = new RejectSampler();
    private final LineTally tally;

    private @Nullable BatchEncoder encoder;
    private long endOffset;

    /// Of the bytes before [#endOffset].
    private Fingerprint end = Fingerprint.NONE;

    private long openedAt;

    /// When last asked.
    private int heldBytes;

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
        this.tally = new LineTally(source.lines(), metrics);
    }

    boolean isOpen() {
        return encoder != null;
    }

    /// When the open batch's first line was read.
    long openedAt() {
        return openedAt;
    }

    /// By how many bytes the memory that the open batch takes has grown, or shrunk, since the last call.
    int heldBytesChange() {
        BatchEncoder open = encoder;
        int before = heldBytes;
        heldBytes = open == null ? 0 : open.heldBytes();
        return heldBytes - before;
    }

    /// Takes a block of the source.
    void take(LineBlock block) throws InterruptedException {
        switch (block.kind) {
            case DIRECTIVES -> directives(block);
            case LINES -> lines(block);
            case CUT -> cut(block);
            case SKIPPED -> skipped(block);
            case END -> close(block.readAt);
            case TICK, END_ALL -> {
                // Of no source.
            }
        }
        BatchEncoder open = encoder;
        tally.enter(open == null ? 0 : open.requestCount());
    }

    private void directives(LineBlock block) {
        int at = 0;
        while (at < block.length) {
            int lineFeed = ByteScan.indexOf(block.bytes, at, block.length, (byte) '\n');
            boolean isCarried = lineFeed > at && block.bytes[lineFeed - 1] == '\r';
            parser.directive(block.bytes, at, isCarried ? lineFeed - 1 : lineFeed);
            at = lineFeed + 1;
        }
    }

    private void lines(LineBlock block) throws InterruptedException {
        byte[] bytes = block.bytes;
        int at = 0;
        while (at < block.length) {
            int lineFeed = ByteScan.indexOf(bytes, at, block.length, (byte) '\n');
            line(bytes, at, lineFeed, block);
            tally.line();
            at = lineFeed + 1;
            endOffset = block.firstOffset + at;
            if (isFull()) {
                end = Fingerprint.ofEnd(bytes, 0, at);
                close(block.readAt);
            }
        }
        end = Fingerprint.ofEnd(bytes, 0, block.length);
    }

    /// Takes a line of which the block has only the beginning.
    private void cut(LineBlock block) throws InterruptedException {
        int to = Math.min(block.length, limits.lineBytes());
        int text = textFrom(block.bytes, 0, to, block.firstOffset);
        cutLine(block.bytes, text, to, block.firstOffset, block.readAt);
        tally.line();
        endAt(block);
    }

    private void line(byte[] bytes, int from, int lineFeed, LineBlock block)
            throws InterruptedException {
        long readAt = block.readAt;
        int start = from;
        while (start < lineFeed && bytes[start] == 0) {
            start++;
        }
        if (start > from) {
            // What a writer that does not append leaves when its file is emptied.
            long offset = block.firstOffset + from;
            reject(open(offset, readAt), "nul", bytes, from, from, offset, readAt);
            if (start == lineFeed) {
                return;
            }
            tally.line();
        }
        long offset = block.firstOffset + start;
        int text = textFrom(bytes, start, lineFeed, offset);
        if (lineFeed - text > limits.lineBytes()) {
            cutLine(bytes, text, text + limits.lineBytes(), offset, readAt);
            return;
        }
        int to = lineFeed > text && bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
        ParseResult result = parse(bytes, text, to, offset, readAt);
        BatchEncoder batch = open(offset, readAt);
        if (result == ParseResult.ACCEPTED) {
            customers.assign(parser, batch);
            batch.endRequest();
        } else {
            reject(batch, result.reason(), bytes, text, to, offset, readAt);
        }
    }

    /// Where a line's text begins: the first one of a file may have a byte order mark before it.
    private static int textFrom(byte[] bytes, int from, int to, long offset) {
        return offset == 0 ? ByteOrderMark.end(bytes, from, to) : from;
    }

    /// What stands before the cut is true, if it makes a request.
    private void cutLine(byte[] bytes, int from, int to, long offset, long readAt)
            throws InterruptedException {
        ParseResult result = parse(bytes, from, to, offset, readAt);
        BatchEncoder batch = open(offset, readAt);
        if (result == ParseResult.ACCEPTED) {
            customers.assign(parser, batch);
            batch.cut();
            batch.endRequest();
            source.cut();
            metrics.cut();
        } else {
            reject(batch, "too_long", bytes, from, to, offset, readAt);
        }
    }

    private ParseResult parse(byte[] bytes, int from, int to, long offset, long readAt)
            throws InterruptedException {
        BatchEncoder batch = open(offset, readAt);
        ParseResult result = parser.parse(bytes, from, to, offset, readAt, batch);
        if (result != ParseResult.NEXT_BATCH) {
            return result;
        }
        if (from > 0) {
            end = Fingerprint.ofEnd(bytes, 0, from);
        }
        endOffset = offset;
        close(readAt);
        return parser.parse(bytes, from, to, offset, readAt, open(offset, readAt));
    }

    private boolean isFull() {
        BatchEncoder batch = encoder;
        return batch != null
                && (batch.size() >= limits.bytes() || batch.lineCount() >= limits.requests());
    }

    /// Takes bytes that are passed over.
    private void skipped(LineBlock block) throws InterruptedException {
        BatchEncoder batch = open(block.firstOffset, block.readAt);
        int length = block.length;
        while (length > 0 && block.bytes[length - 1] == '\n') {
            length--;
        }
        reject(batch, block.reason, block.bytes, 0, length, block.firstOffset, block.readAt);
        tally.line();
        endAt(block);
    }

    private void endAt(LineBlock block) throws InterruptedException {
        endOffset = block.firstOffset + block.skipped;
        end = block.end;
        if (block.skipped > MAX_SKIPPED_BYTES || isFull()) {
            close(block.readAt);
        }
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
        tally.rejected(reason);
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
        int requests = batch.requestCount();
        Map<String, Long> rejected = tally.enterLast(requests);
        source.handed(endOffset, requests);
        metrics.shipped(requests, batch.endOffset() - batch.firstOffset());
        var position = new Checkpoint.Position(endOffset, end);
        sink.ship(
                batch,
                () -> {
                    int shipped = source.acknowledge(position, requests, rejected);
                    metrics.settled(shipped, shipped);
                });
    }
}
