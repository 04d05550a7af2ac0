package dev.weir.collector;

import dev.weir.schema.batch.BatchEncoder;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// One file generation and its ledger: what was read of it, and what is acknowledged.
///
/// Read offset and size are written by `tail-0`, acknowledgements come on any thread, the counts
/// are written by `parse-0`; all are read by whoever asks.
final class Source {
    final LogFile log;
    final FileIdentity identity;
    final int truncations;
    final BatchEncoder.Source header;
    private final AtomicLong acknowledged;
    private final LongAdder requests = new LongAdder();
    private final Map<String, LongAdder> rejected = new ConcurrentHashMap<>();
    private volatile long readTo;
    private volatile long size;
    private volatile long handedTo;
    private volatile long seenAt;

    Source(LogFile log, FileIdentity identity, int truncations, String host, long start) {
        this.log = log;
        this.identity = identity;
        this.truncations = truncations;
        this.header =
                new BatchEncoder.Source(
                        identity.sourceId(host, truncations), host, log.path().toString());
        this.acknowledged = new AtomicLong(start);
        this.readTo = start;
        this.handedTo = start;
    }

    String id() {
        return header.sourceId();
    }

    void read(long offset, long fileSize, long now) {
        readTo = offset;
        size = fileSize;
        seenAt = now;
    }

    void handed(long endOffset, int requestCount) {
        handedTo = endOffset;
        requests.add(requestCount);
    }

    void rejected(String reason) {
        rejected.computeIfAbsent(reason, _ -> new LongAdder()).increment();
    }

    void acknowledge(long endOffset) {
        acknowledged.accumulateAndGet(endOffset, Math::max);
    }

    long acknowledgedOffset() {
        return acknowledged.get();
    }

    /// Whether everything that was read is handed over and acknowledged.
    boolean isSettled() {
        return acknowledged.get() >= readTo;
    }

    /// Whether everything that was handed over is acknowledged.
    boolean isAcknowledged() {
        return acknowledged.get() >= handedTo;
    }

    Checkpoint checkpoint() {
        return new Checkpoint(id(), log.path(), identity, truncations, acknowledged.get(), seenAt);
    }

    SourceLedger ledger() {
        Map<String, Long> reasons = new TreeMap<>();
        rejected.forEach((reason, count) -> reasons.put(reason, count.sum()));
        return new SourceLedger(
                id(), log.path(), size, readTo, acknowledged.get(), requests.sum(), reasons);
    }
}
