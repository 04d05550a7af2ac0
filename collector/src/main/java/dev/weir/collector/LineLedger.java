package dev.weir.collector;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/// Keeps a source's books in lines: read = shipped + waiting + rejected, whenever it is asked.
///
/// Lines are entered by `parse-0`, a block at a time; what became of requests by the sink's threads.
final class LineLedger {
    private final Map<String, Long> rejected = new TreeMap<>();

    /// Where requests began that were handed over and rejected later, in ascending order.
    private final Deque<Long> rejectedLate = new ArrayDeque<>();

    private long read;
    private long shipped;
    private long waiting;

    /// Enters lines that were read.
    ///
    /// @param requests of these
    /// @param rejectedNow of these, by reason
    synchronized void read(long lines, long requests, Map<String, Long> rejectedNow) {
        read += lines;
        waiting += requests;
        rejectedNow.forEach((reason, count) -> rejected.merge(reason, count, Long::sum));
    }

    /// Enters that a request which waits is rejected after all.
    synchronized void rejectedLate(long offset, String reason) {
        rejectedLate.addLast(offset);
        waiting--;
        rejected.merge(reason, 1L, Long::sum);
    }

    /// Enters that a batch is acknowledged.
    ///
    /// @param end position after the last byte that it covers
    /// @param requests that it held when it was handed over
    /// @return how many of these were shipped
    synchronized int acknowledged(long end, int requests) {
        int there = requests;
        while (!rejectedLate.isEmpty() && rejectedLate.getFirst() < end) {
            rejectedLate.removeFirst();
            there--;
        }
        shipped += there;
        waiting -= there;
        return there;
    }

    synchronized LineCounts counts() {
        return new LineCounts(read, shipped, waiting, rejected);
    }
}
