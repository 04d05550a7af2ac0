package dev.weir.shipper;

import dev.weir.schema.batch.BatchReader;

/// Takes an open batch, gives where its rejected lines begin.
///
/// A batch tells how many lie behind a position; where that number changes there is one.
final class RejectedOffsets {
    private final BatchReader batch;
    private final long[] offsets;
    private int found;

    private RejectedOffsets(BatchReader batch, int count) {
        this.batch = batch;
        this.offsets = new long[count];
    }

    /// The positions in the source, in ascending order.
    static long[] of(BatchReader batch) {
        long first = batch.firstOffset();
        int all = batch.rejectedFrom(first);
        RejectedOffsets search = new RejectedOffsets(batch, all);
        if (all > 0) {
            long last = Math.max(batch.endOffset(), first + 1);
            search.between(first, all, last, 0);
        }
        return search.offsets;
    }

    private void between(long from, int atFrom, long to, int atTo) {
        if (atFrom == atTo) {
            return;
        }
        if (to - from == 1) {
            for (int i = atTo; i < atFrom; i++) {
                offsets[found++] = from;
            }
            return;
        }
        long middle = from + (to - from) / 2;
        int atMiddle = batch.rejectedFrom(middle);
        between(from, atFrom, middle, atMiddle);
        between(middle, atMiddle, to, atTo);
    }
}
