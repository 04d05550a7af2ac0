package dev.weir.collector.input;

/// How much disk a spool may take.
///
/// @param bytes of all its files; when they are reached, inputs that can wait do, and the others
///     drop what comes
/// @param segmentBytes after how many a new file is begun; space comes back a file at a time. At
///     most a quarter of `bytes`, so that there is a file to give up before all is full
public record SpoolLimits(long bytes, long segmentBytes) {
    private static final long LEAST_SEGMENT = 1 << 10;

    public static final SpoolLimits DEFAULT = new SpoolLimits(1L << 30, 64L << 20);

    public SpoolLimits {
        if (segmentBytes < LEAST_SEGMENT || bytes < 4 * LEAST_SEGMENT) {
            throw new IllegalArgumentException("a spool needs " + 4 * LEAST_SEGMENT + " bytes");
        }
        segmentBytes = Math.min(segmentBytes, bytes / 4);
    }
}
