package dev.weir.collector;

import java.util.HashMap;
import java.util.Map;

/// Counts the lines of a block while it is parsed, so that the ledger is written to once a block.
/// Belongs to the thread `parse-0`.
final class LineTally {
    private final LineLedger ledger;
    private final CollectorMetrics metrics;
    private final Map<String, Long> rejected = new HashMap<>();

    /// In the open batch.
    private final Map<String, Long> rejectedInBatch = new HashMap<>();

    private long lines;

    /// Requests of the open batch that the ledger has.
    private int entered;

    LineTally(LineLedger ledger, CollectorMetrics metrics) {
        this.ledger = ledger;
        this.metrics = metrics;
    }

    /// Counts a line, when it is known what it is.
    void line() {
        lines++;
    }

    /// Says of a line that it is no request.
    void rejected(String reason) {
        rejected.merge(reason, 1L, Long::sum);
        rejectedInBatch.merge(reason, 1L, Long::sum);
    }

    /// Enters what was counted.
    ///
    /// @param openRequests in the open batch
    void enter(int openRequests) {
        if (lines == 0) {
            return;
        }
        int requests = openRequests - entered;
        ledger.read(lines, requests, rejected);
        metrics.read(lines, requests);
        entered = openRequests;
        lines = 0;
        rejected.clear();
    }

    /// Enters what was counted; the batch is closed, and the next one is empty.
    ///
    /// @return lines in the batch that are no requests, by reason
    Map<String, Long> enterLast(int requests) {
        enter(requests);
        entered = 0;
        Map<String, Long> inBatch = Map.copyOf(rejectedInBatch);
        rejectedInBatch.clear();
        return inBatch;
    }
}
