package dev.weir.collector;

import org.jspecify.annotations.Nullable;

/// A slot between the thread that reads and the thread that parses: whole lines of one source.
final class LineBlock {
    /// What a slot says.
    enum Kind {
        /// Nothing: time passes, so that batches can come of age.
        TICK,
        /// [#bytes] holds [#length] bytes of whole lines.
        LINES,
        /// [#bytes] holds [#length] bytes of lines that were taken before, and say how what follows
        /// reads.
        DIRECTIVES,
        /// A line of [#skipped] bytes does not fit a slot; [#bytes] holds its beginning.
        CUT,
        /// [#skipped] bytes are passed over for [#reason]; [#bytes] holds their beginning.
        SKIPPED,
        /// The source has ended: nothing of it will come any more.
        END,
        /// No source will come any more: the collector closes.
        END_ALL
    }

    final byte[] bytes;
    Kind kind = Kind.TICK;
    @Nullable Source source;
    int length;
    long firstOffset;
    long skipped;
    String reason = "";
    long readAt;

    /// Of the last bytes that the slot covers, of lines that do not stand in [#bytes] to their end.
    Fingerprint end = Fingerprint.NONE;

    LineBlock(int capacity) {
        bytes = new byte[capacity];
    }
}
