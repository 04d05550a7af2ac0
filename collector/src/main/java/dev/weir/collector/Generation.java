package dev.weir.collector;

import dev.weir.collector.format.ByteScan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One open file: gives its whole lines block by block, remembers how far it is.
///
/// The file is held open, so a rename does not disturb it, nor does a removal.
final class Generation implements AutoCloseable {
    /// What to show of a line that is passed over.
    private static final int SAMPLE_BYTES = 1024;

    final FileIdentity.Place place;
    private final FileChannel channel;
    private boolean emptied;

    /// Where to begin if there is no checkpoint: after the last whole line up to here.
    private final long skipFirst;

    private @Nullable Source source;
    private long offset;

    /// Up to here it is known that no line ends after [#offset].
    private long scannedTo;

    /// Up to here a line that is too long was looked through; -1 if there is none.
    private long skipScan = -1;

    private long size;
    private long grewAt;

    private Generation(FileIdentity.Place place, FileChannel channel, long skipFirst, long now) {
        this.place = place;
        this.channel = channel;
        this.skipFirst = skipFirst;
        this.grewAt = now;
    }

    /// Opens a file. A rename between looking and opening is noticed and tried again.
    static Generation open(Path path, boolean fromEnd, long now) throws IOException {
        while (true) {
            FileIdentity.Place before = FileIdentity.Place.of(path);
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            if (before.equals(FileIdentity.Place.of(path))) {
                long skipFirst = fromEnd ? channel.size() : 0;
                return new Generation(before, channel, skipFirst, now);
            }
            channel.close();
        }
    }

    /// Looks at the file's size; gives whether there is something to read.
    boolean refresh(LogFile log, SourceBook book, long now) throws IOException {
        long current = channel.size();
        if (current != size) {
            size = current;
            grewAt = now;
        }
        if (source == null && size > 0) {
            identify(log, book);
        }
        Source known = source;
        if (known != null) {
            known.read(offset, size, now);
        }
        return known != null && size > scannedTo;
    }

    private void identify(LogFile log, SourceBook book) throws IOException {
        var identity = FileIdentity.of(place, channel);
        if (identity.isPresent()) {
            Source opened = book.open(log, identity.get(), size, emptied, lastLineEnd());
            source = opened;
            offset = opened.acknowledgedOffset();
            scannedTo = offset;
        }
    }

    private long lastLineEnd() throws IOException {
        byte[] bytes = new byte[1 << 16];
        long end = skipFirst;
        while (end > 0) {
            int length = (int) Math.min(bytes.length, end);
            int count = readAt(bytes, length, end - length);
            int lineFeed = ByteScan.lastIndexOf(bytes, 0, count, (byte) '\n');
            if (lineFeed >= 0) {
                return end - length + lineFeed + 1;
            }
            end -= length;
        }
        return 0;
    }

    /// Whether the file is smaller than what was read of it: it was emptied.
    boolean shrank() {
        return size < scannedTo || size < offset;
    }

    /// Fills a block with whole lines. If there are none it stays a tick.
    void fill(LineBlock block, Source known, long now) throws IOException {
        block.kind = LineBlock.Kind.TICK;
        block.source = known;
        block.readAt = now;
        long from = skipScan >= 0 ? skipScan : offset;
        int length = (int) Math.min(block.bytes.length, size - from);
        int count = readAt(block.bytes, length, from);
        boolean toEnd = from + count >= size || count < length;
        if (skipScan >= 0) {
            skip(block, count, from);
        } else {
            int lineFeed = ByteScan.lastIndexOf(block.bytes, 0, count, (byte) '\n');
            if (lineFeed >= 0) {
                block.kind = LineBlock.Kind.LINES;
                block.firstOffset = offset;
                block.length = lineFeed + 1;
                offset += block.length;
            } else if (count == block.bytes.length) {
                skipScan = offset + count;
            }
            scannedTo = toEnd ? from + count : Math.max(offset, skipScan);
        }
        known.read(offset, size, now);
    }

    private void skip(LineBlock block, int count, long from) throws IOException {
        int lineFeed = ByteScan.indexOf(block.bytes, 0, count, (byte) '\n');
        if (lineFeed < 0) {
            skipScan = from + count;
            scannedTo = skipScan;
            return;
        }
        passOver(block, from + lineFeed + 1, "too_long");
        skipScan = -1;
        scannedTo = offset;
    }

    /// Makes the block say that what lies before `end` is passed over.
    private void passOver(LineBlock block, long end, String reason) throws IOException {
        block.kind = LineBlock.Kind.SKIPPED;
        block.firstOffset = offset;
        block.skipped = end - offset;
        block.reason = reason;
        block.length = readAt(block.bytes, (int) Math.min(SAMPLE_BYTES, end - offset), offset);
        offset = end;
    }

    /// Passes over what stands after the last line feed of a file that is given up.
    void fillUnfinished(LineBlock block, Source known, long now) throws IOException {
        block.source = known;
        block.readAt = now;
        passOver(block, size, "unfinished");
        scannedTo = size;
        skipScan = -1;
        known.read(offset, size, now);
    }

    private int readAt(byte[] bytes, int length, long position) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                break;
            }
        }
        return buffer.position();
    }

    @Nullable Source source() {
        return source;
    }

    /// Whether all whole lines are read.
    boolean isAtEnd() {
        return source == null || size <= scannedTo;
    }

    /// Whether something stands after the last line feed.
    boolean isUnfinished() {
        return size > offset;
    }

    /// When the file last grew.
    long grewAt() {
        return grewAt;
    }

    /// Bytes of the file that are not acknowledged.
    long waitingBytes() {
        Source known = source;
        return Math.max(0, size - (known == null ? 0 : known.acknowledgedOffset()));
    }

    /// The generation that the file's beginning says it is; empty if that is not complete.
    Optional<FileIdentity> identity() throws IOException {
        return FileIdentity.of(place, channel);
    }

    /// The same file as a new generation, after it was emptied.
    Generation reopened(long now) {
        Generation next = new Generation(place, channel, 0, now);
        next.emptied = true;
        return next;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
