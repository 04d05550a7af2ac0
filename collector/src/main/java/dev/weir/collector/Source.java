package dev.weir.collector;

import dev.weir.collector.Checkpoint.Position;
import dev.weir.schema.batch.BatchEncoder;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// One file generation and its ledger: what was read of it, and what is acknowledged.
///
/// Read offset, size, head and gaps are written by `tail-0`, acknowledgements come on any thread,
/// the counts are written by `parse-0`, the stall by `watchdog-0`; all are read by whoever asks.
final class Source {
    /// How old "last seen" may become in the checkpoint file while nothing else changes.
    private static final long REFRESH_MILLIS = 60_000;

    final LogFile log;
    final int truncations;
    final BatchEncoder.Source header;
    private final AtomicReference<Position> acknowledged;
    private final LongAdder requests = new LongAdder();
    private final LongAdder cut = new LongAdder();
    private final LineLedger lines = new LineLedger();
    private volatile FileHead head;
    private volatile Position reached;
    private volatile long readTo;
    private volatile long size;
    private volatile long handedTo;
    private volatile long seenAt;
    private volatile long behindSince;
    private volatile boolean isScanned;
    private volatile long gapBytes;
    private volatile String stall = "";
    private volatile boolean kept;
    private final long followedAt;
    private @Nullable Checkpoint taken;

    /// @param log as which log it is followed
    /// @param head how the file begins
    /// @param truncations how often a file with the same identity was emptied
    /// @param start what was acknowledged before
    /// @param now milliseconds since 1970-01-01T00:00Z
    Source(LogFile log, FileHead head, int truncations, String host, Position start, long now) {
        this.log = log;
        this.head = head;
        this.truncations = truncations;
        this.header =
                new BatchEncoder.Source(
                        head.identity().sourceId(host, truncations), host, log.path().toString());
        this.acknowledged = new AtomicReference<>(start);
        this.reached = start;
        this.readTo = start.offset();
        this.handedTo = start.offset();
        this.seenAt = now;
        this.behindSince = now;
        this.followedAt = now;
    }

    /// Says that nobody reads on, and up to where it was read.
    void retired(Position read) {
        reached = read;
    }

    /// The checkpoint as it will be when all that was read is acknowledged.
    Checkpoint reached() {
        return reached.offset() > acknowledgedOffset() ? checkpoint().at(reached) : checkpoint();
    }

    String id() {
        return header.sourceId();
    }

    FileHead head() {
        return head;
    }

    void head(FileHead longer) {
        head = longer;
    }

    /// Says that the checkpoint file has the source.
    void keep() {
        kept = true;
    }

    boolean isKept() {
        return kept;
    }

    /// Since when it is followed: milliseconds since 1970-01-01T00:00Z.
    long followedAt() {
        return followedAt;
    }

    /// Says how far the file is read.
    ///
    /// @param scanned whether what is left is known to be no whole line
    void read(long offset, long fileSize, boolean scanned, long now) {
        if (acknowledged.get().offset() >= size) {
            behindSince = now;
        }
        readTo = offset;
        size = fileSize;
        isScanned = scanned;
    }

    /// Says that the file stands in the log's place.
    void seen(long now) {
        seenAt = now;
    }

    void handed(long endOffset, int requestCount) {
        handedTo = endOffset;
        requests.add(requestCount);
    }

    LineLedger lines() {
        return lines;
    }

    /// Counts a request that was handed over as a line that is rejected after all.
    void rejectedLate(long offset, String reason) {
        requests.decrement();
        lines.rejectedLate(offset, reason);
    }

    void cut() {
        cut.increment();
    }

    // Written by tail-0 alone.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void lost(long bytes) {
        gapBytes += bytes;
    }

    void stall(String reason) {
        stall = reason;
    }

    /// Says that a batch is acknowledged, and all before it.
    ///
    /// @param batchRequests that it held when it was handed over
    /// @return how many of these were shipped
    int acknowledge(Position end, int batchRequests) {
        acknowledge(end);
        return lines.acknowledged(end.offset(), batchRequests);
    }

    private void acknowledge(Position end) {
        acknowledged.accumulateAndGet(end, (a, b) -> b.offset() > a.offset() ? b : a);
    }

    Position acknowledged() {
        return acknowledged.get();
    }

    long acknowledgedOffset() {
        return acknowledged.get().offset();
    }

    long readOffset() {
        return readTo;
    }

    long size() {
        return size;
    }

    boolean isScanned() {
        return isScanned;
    }

    /// Bytes that lie in the file or are under way, but are not acknowledged.
    long lagBytes() {
        return Math.max(0, size - acknowledgedOffset());
    }

    /// For how long there have been such bytes.
    long lagMillis(long now) {
        return lagBytes() == 0 ? 0 : Math.max(0, now - behindSince);
    }

    /// Whether everything that was read is handed over and acknowledged.
    boolean isSettled() {
        return acknowledgedOffset() >= readTo;
    }

    /// Whether everything that was handed over is acknowledged.
    boolean isAcknowledged() {
        return acknowledgedOffset() >= handedTo;
    }

    /// The checkpoint if it is another one than when last taken; empty if nothing has changed but
    /// that the file was seen a little later. Called by one thread.
    Optional<Checkpoint> takeCheckpoint() {
        Checkpoint last = taken;
        if (last != null
                && last.position().equals(acknowledged.get())
                && last.head().equals(head)
                && seenAt - last.seenAt() < REFRESH_MILLIS) {
            return Optional.empty();
        }
        Checkpoint next = checkpoint();
        taken = next;
        return Optional.of(next);
    }

    Checkpoint checkpoint() {
        return new Checkpoint(id(), log.path(), head, truncations, acknowledged.get(), seenAt);
    }

    SourceLedger ledger() {
        LineCounts counts = lines.counts();
        return new SourceLedger(
                id(),
                log.path(),
                size,
                readTo,
                acknowledgedOffset(),
                requests.sum(),
                cut.sum(),
                counts.rejected(),
                gapBytes,
                stall,
                counts);
    }
}
