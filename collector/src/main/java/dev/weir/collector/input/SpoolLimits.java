package dev.weir.collector.input;

import java.util.Optional;

/// How much disk a spool may take, and what happens then.
///
/// @param bytes of all its files; when they are reached, inputs that can wait do, and the others
///     drop what comes
/// @param segmentBytes after how many a new file is begun; space comes back a file at a time. At
///     most a quarter of `bytes`, so that there is a file to give up before all is full
/// @param whenFull what happens to lines that find no room; empty: senders that can wait do, and
///     of the others, which is UDP, the newest lines are dropped
public record SpoolLimits(long bytes, long segmentBytes, Optional<WhenFull> whenFull) {
    /// What happens to lines that find no room.
    public enum WhenFull {
        /// They are not read: their senders wait, and of UDP the kernel drops what it cannot hold.
        BLOCK,
        /// They are read and dropped, counted by reason.
        DROP_NEWEST
    }

    private static final long LEAST_SEGMENT = 1 << 10;

    public static final SpoolLimits DEFAULT = new SpoolLimits(1L << 30, 64L << 20);

    /// Limits under which each kind of sender is treated as it can bear.
    public SpoolLimits(long bytes, long segmentBytes) {
        this(bytes, segmentBytes, Optional.empty());
    }

    public SpoolLimits {
        if (segmentBytes < LEAST_SEGMENT || bytes < 4 * LEAST_SEGMENT) {
            throw new IllegalArgumentException("a spool needs " + 4 * LEAST_SEGMENT + " bytes");
        }
        segmentBytes = Math.min(segmentBytes, bytes / 4);
    }
}
