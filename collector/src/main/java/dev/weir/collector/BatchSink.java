package dev.weir.collector;

import dev.weir.schema.batch.EncodedBatch;

/// Where batches go. The port that a shipper stands behind.
public interface BatchSink {
    /// Takes a batch; called by the thread `parse-0` alone. It may block: the collector then stops
    /// reading, and what is not read waits in the log.
    ///
    /// @param acknowledged to be run once, on any thread, when the batch can no longer be lost; for
    ///     one source in the order of its batches. The source's checkpoint then moves to the
    ///     batch's end.
    /// @throws InterruptedException if the collector gave up waiting, in closing
    void ship(EncodedBatch batch, Runnable acknowledged) throws InterruptedException;

    /// Whether a batch would be taken without waiting. While it would not, open batches grow up to
    /// their limits instead of being closed for their age: few large ones are cheaper than many.
    default boolean hasRoom() {
        return true;
    }

    /// Takes a sample of the lines that are no requests, a few per second and source at most.
    ///
    /// @param offset position in the source of the line's first byte
    /// @param reason as the ledger names it: `no_match`, `too_long` …
    /// @param line the line without its line feed; of a long one its beginning
    void rejected(String sourceId, long offset, String reason, byte[] line);
}
