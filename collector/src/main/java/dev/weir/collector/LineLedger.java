package dev.weir.collector;

import dev.weir.collector.Checkpoint.Position;
import dev.weir.schema.source.SourceLines;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// Keeps a source's books in lines: read = shipped + waiting + rejected, whenever it is asked.
///
/// They go on where the checkpoint left them, so a restart changes nothing in them. Lines are entered
/// by `parse-0`, a block at a time; what became of requests by the sink's threads.
final class LineLedger {
    /// What is acknowledged.
    ///
    /// @param end position before which everything is
    /// @param lines what became of the lines before it
    record Settled(Position end, LineCounts lines) {}

    /// The books at one moment.
    ///
    /// @param acknowledged position before which everything is: its requests are those shipped
    record Standing(long acknowledged, LineCounts lines) {
        /// The same, to be told to others.
        ///
        /// @param log as which log the source is followed
        SourceLines of(String sourceId, String host, Path log, long now) {
            return new SourceLines(
                    sourceId,
                    host,
                    log.toString(),
                    now,
                    acknowledged,
                    lines.read(),
                    lines.shipped(),
                    lines.waiting(),
                    lines.rejected());
        }
    }

    /// A request that was handed over and rejected later.
    private record Late(long offset, String reason) {}

    private final Map<String, Long> rejected;

    /// In ascending order of their offsets.
    private final Deque<Late> rejectedLate = new ArrayDeque<>();

    private long read;
    private long shipped;
    private long waiting;
    private volatile Settled settled;

    /// @param start where reading goes on, and what is in the books by then
    LineLedger(Settled start) {
        settled = start;
        read = start.lines.read();
        shipped = start.lines.shipped();
        rejected = new TreeMap<>(start.lines.rejected());
    }

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
        rejectedLate.addLast(new Late(offset, reason));
        waiting--;
        rejected.merge(reason, 1L, Long::sum);
    }

    /// Enters that a batch is acknowledged.
    ///
    /// @param end position after the last byte that it covers
    /// @param requests that it held when it was handed over
    /// @param rejectedInBatch lines in it that are no requests, by reason
    /// @return how many of these requests were shipped
    synchronized int acknowledged(Position end, int requests, Map<String, Long> rejectedInBatch) {
        Map<String, Long> rejectedBefore = settled.lines.rejected();
        int there = requests;
        if (!rejectedInBatch.isEmpty() || !rejectedLate.isEmpty()) {
            rejectedBefore = new HashMap<>(rejectedBefore);
            for (var reason : rejectedInBatch.entrySet()) {
                rejectedBefore.merge(reason.getKey(), reason.getValue(), Long::sum);
            }
            while (!rejectedLate.isEmpty() && rejectedLate.getFirst().offset() < end.offset()) {
                rejectedBefore.merge(rejectedLate.removeFirst().reason(), 1L, Long::sum);
                there--;
            }
        }
        shipped += there;
        waiting -= there;
        Position last = settled.end;
        settled =
                new Settled(
                        end.offset() > last.offset() ? end : last,
                        LineCounts.settled(shipped, rejectedBefore));
        return there;
    }

    /// What is acknowledged by now.
    Settled settled() {
        return settled;
    }

    synchronized Standing standing() {
        return new Standing(settled.end.offset(), new LineCounts(read, shipped, waiting, rejected));
    }
}
