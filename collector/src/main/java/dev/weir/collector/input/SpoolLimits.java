package dev.weir.collector.input;

import java.util.Optional;

/// How much disk a spool may take, and what happens then.
///
/// @param bytes of all its files; when they are reached, inputs that can wait do, and the others
///     drop what comes, or what came first
/// @param segmentBytes after how many a new file is begun; space comes back a file at a time. At
///     most a quarter of `bytes`, so that there is a file to delete before all is full; a sixteenth
///     if the oldest lines are given up
/// @param whenFull what happens to lines that find no room; empty: senders that can wait do, and
///     of the others, which is UDP, the newest lines are dropped
public record SpoolLimits(long bytes, long segmentBytes, Optional<WhenFull> whenFull) {
    /// What happens to lines that find no room.
    public enum WhenFull {
        /// They are not read: their senders wait, and of UDP the kernel drops what it cannot hold.
        BLOCK,
        /// They are read and dropped, counted by reason.
        DROP_NEWEST,
        /// They are taken, and the oldest that the collector was not shown are given up for them, a
        /// file at a time, and counted.
        DROP_OLDEST
    }

    private static final long LEAST_SEGMENT = 1 << 10;
    private static final int SEGMENTS = 4;

    /// So many that most of a spool can be given up: a quarter is what the collector is shown, and
    /// one file grows.
    private static final int SEGMENTS_TO_GIVE_UP = 16;

    private static final int SHOWN_SEGMENTS = 4;

    public static final SpoolLimits DEFAULT = new SpoolLimits(1L << 30, 64L << 20);

    /// Limits under which each kind of sender is treated as it can bear.
    public SpoolLimits(long bytes, long segmentBytes) {
        this(bytes, segmentBytes, Optional.empty());
    }

    public SpoolLimits {
        int segments =
                whenFull.equals(Optional.of(WhenFull.DROP_OLDEST)) ? SEGMENTS_TO_GIVE_UP : SEGMENTS;
        if (segmentBytes < LEAST_SEGMENT || bytes < segments * LEAST_SEGMENT) {
            throw new IllegalArgumentException(
                    "a spool needs " + segments * LEAST_SEGMENT + " bytes");
        }
        segmentBytes = Math.min(segmentBytes, bytes / segments);
    }

    /// Whether the oldest lines make room for the newest.
    boolean dropsOldest() {
        return whenFull.equals(Optional.of(WhenFull.DROP_OLDEST));
    }

    /// How much the collector is shown at once that is not acknowledged; more only if the oldest
    /// lines are never given up.
    long shownBytes() {
        return dropsOldest() ? bytes / SEGMENTS_TO_GIVE_UP * SHOWN_SEGMENTS : Long.MAX_VALUE;
    }

    /// The least spool of which the oldest lines can be given up, for lines of this length: a file may
    /// be longer by a line than it should be, and yet there must be one to make room with.
    public static long leastToGiveUp(int lineBytes) {
        return (long) lineBytes * SEGMENTS_TO_GIVE_UP;
    }
}
