package dev.weir.jobs.count;

import dev.weir.schema.batch.CatalogueVersion;
import dev.weir.schema.source.SourceStatus;
import dev.weir.schema.source.Timeliness;

/// Decides what of a batch is new, from the range of its source that is already counted. This is
/// what makes a line count once: batches may come again or overlap after a collector's crash, and
/// what lies below the counted offset is dropped.
final class SourceLedger {
    /// What to do with a batch.
    ///
    /// @param countFrom requests whose lines start below this offset were counted before
    /// @param gapBytes bytes between what was counted and what came: lost, or never shipped
    record Decision(long countFrom, long gapBytes) {}

    /// Decides for a batch that covers `[firstOffset, endOffset)`.
    ///
    /// @param known whether the source was seen before: the first batch of a source may start
    ///     anywhere, for a collector may have been told to start at the file's end
    static Decision decide(SourceStatus status, boolean known, long firstOffset, long endOffset) {
        if (!known) {
            return new Decision(firstOffset, 0);
        }
        if (firstOffset > status.countedTo()) {
            return new Decision(firstOffset, firstOffset - status.countedTo());
        }
        return new Decision(Math.min(status.countedTo(), endOffset), 0);
    }

    /// The status after a batch.
    static SourceStatus after(
            SourceStatus before, Decision decision, long endOffset, Counted counted) {
        return new SourceStatus(
                before.sourceId(),
                counted.host(),
                counted.file(),
                Math.max(before.countedTo(), endOffset),
                before.requests() + counted.requests(),
                before.malformed() + counted.malformed(),
                before.rejectedLines() + counted.rejectedLines(),
                before.repeatedRequests() + counted.repeatedRequests(),
                before.gapBytes() + decision.gapBytes(),
                Math.max(before.lastEventTime(), counted.newestTime()),
                Math.max(before.lastBatchAt(), counted.createdAt()),
                // A batch that comes again may be resolved with an older one.
                counted.createdAt() >= before.lastBatchAt()
                        ? counted.catalogue()
                        : before.catalogue(),
                counted.timeliness());
    }

    /// What was counted of a batch.
    ///
    /// @param host the proxy host, as the batch says
    /// @param file the file's path, as the batch says
    /// @param requests that were new
    /// @param malformed of these
    /// @param rejectedLines that were new
    /// @param repeatedRequests that were dropped
    /// @param newestTime newest event time, milliseconds
    /// @param createdAt when the collector closed the batch, milliseconds
    /// @param catalogue which the batch was resolved with
    /// @param timeliness of the source, this batch included
    record Counted(
            String host,
            String file,
            long requests,
            long malformed,
            long rejectedLines,
            long repeatedRequests,
            long newestTime,
            long createdAt,
            CatalogueVersion catalogue,
            Timeliness timeliness) {}

    private SourceLedger() {}
}
