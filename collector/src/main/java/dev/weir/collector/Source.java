package dev.weir.collector;

import dev.weir.collector.Checkpoint.Position;
import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.source.SourceLines;
import java.util.Map;
import java.util.Optional;
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
    private final LongAdder requests = new LongAdder();
    private final LongAdder cut = new LongAdder();
    private final LineLedger lines;
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
    /// @param settled what was acknowledged before
    /// @param now milliseconds since 1970-01-01T00:00Z
    Source(
            LogFile log,
            FileHead head,
            int truncations,
            String host,
            LineLedger.Settled settled,
            long now) {
        this.log = log;
        this.head = head;
        this.truncations = truncations;
        this.header =
                new BatchEncoder.Source(
                        head.identity().sourceId(host, truncations), host, log.path().toString());
        this.lines = new LineLedger(settled);
        Position start = settled.end();
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
        if (acknowledgedOffset() >= size) {
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
    /// @param batchRejected lines in it that are no requests, by reason
    /// @return how many of these requests were shipped
    int acknowledge(Position end, int batchRequests, Map<String, Long> batchRejected) {
        return lines.acknowledged(end, batchRequests, batchRejected);
    }

    Position acknowledged() {
        return lines.settled().end();
    }

    long acknowledgedOffset() {
        return acknowledged().offset();
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
                && last.position().equals(acknowledged())
                && last.head().equals(head)
                && seenAt - last.seenAt() < REFRESH_MILLIS) {
            return Optional.empty();
        }
        Checkpoint next = checkpoint();
        taken = next;
        return Optional.of(next);
    }

    Checkpoint checkpoint() {
        LineLedger.Settled settled = lines.settled();
        return new Checkpoint(
                id(), log.path(), head, truncations, settled.end(), settled.lines(), seenAt);
    }

    SourceLines lines(long now) {
        return lines.standing().of(id(), header.host(), log.path(), now);
    }

    SourceLedger ledger() {
        LineLedger.Standing standing = lines.standing();
        return new SourceLedger(
                id(),
                log.path(),
                size,
                readTo,
                standing.acknowledged(),
                requests.sum(),
                cut.sum(),
                standing.lines().rejected(),
                gapBytes,
                stall,
                standing.lines());
    }
}
