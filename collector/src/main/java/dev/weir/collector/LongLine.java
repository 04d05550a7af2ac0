package dev.weir.collector;

import dev.weir.collector.format.ByteScan;
import java.io.IOException;
import java.util.Arrays;

/// A line that is longer than a block, or a run of NULs that is: looked through block by block until
/// it ends, then given as one block that holds its beginning.
final class LongLine {
    /// What to show of bytes that are passed over.
    static final int SAMPLE_BYTES = 1024;

    private static final byte[] NOTHING = {};

    private boolean open;
    private boolean nul;
    private long start;
    private long scanned;

    /// The line's beginning, where it cannot be read again.
    private byte[] kept = NOTHING;

    boolean isOpen() {
        return open;
    }

    /// Up to where it is known that it does not end.
    long scanned() {
        return scanned;
    }

    /// Begins with a full block in which no line ends.
    ///
    /// @param keep whether the bytes cannot be read again later
    void begin(byte[] block, long offset, boolean keep) {
        open = true;
        start = offset;
        int nuls = NulRun.length(block, block.length);
        nul = nuls > 0;
        // Where a run of NULs ends in this block, the next look begins just there.
        scanned = offset + (nul ? nuls : block.length);
        kept = keep && !nul ? Arrays.copyOf(block, block.length / 2) : NOTHING;
    }

    /// Looks through the next bytes; gives the position in them after the end, -1 if there is none.
    int endIn(byte[] bytes, int count) {
        int end = nul ? NulRun.length(bytes, count) : lineFeed(bytes, count) + 1;
        boolean ended = nul ? end < count : end > 0;
        if (!ended) {
            scanned += count;
            return -1;
        }
        return end;
    }

    private static int lineFeed(byte[] bytes, int count) {
        return ByteScan.indexOf(bytes, 0, count, (byte) '\n');
    }

    /// Makes the block say what has ended before `end`.
    void describe(LineBlock block, long end, FileContent content) throws IOException {
        block.firstOffset = start;
        block.skipped = end - start;
        block.length = 0;
        if (nul) {
            block.kind = LineBlock.Kind.SKIPPED;
            block.reason = "nul";
        } else {
            block.kind = LineBlock.Kind.CUT;
            if (kept.length > 0) {
                System.arraycopy(kept, 0, block.bytes, 0, kept.length);
                block.length = kept.length;
            } else {
                block.length = content.readAt(block.bytes, block.bytes.length / 2, start);
            }
        }
        close();
    }

    void close() {
        open = false;
        scanned = 0;
        kept = NOTHING;
    }
}
