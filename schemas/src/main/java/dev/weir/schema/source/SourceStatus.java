package dev.weir.schema.source;

import dev.weir.schema.batch.CatalogueVersion;

/// What the stream jobs have counted of one source. Lines up to `countedTo` are `requests` +
/// `rejectedLines`, but for those in the gaps.
///
/// @param sourceId the file generation
/// @param host the proxy host
/// @param file the file's path
/// @param countedTo position in the source, in bytes, up to which everything is counted
/// @param requests counted, malformed ones included
/// @param malformed of these, malformed
/// @param rejectedLines lines that are no requests in the source's format
/// @param repeatedRequests that came again and were dropped
/// @param gapBytes bytes that never came
/// @param lastEventTime newest event time, milliseconds since 1970-01-01T00:00Z
/// @param lastBatchAt when the collector closed the newest batch, milliseconds
/// @param catalogue which the newest batch was resolved with
/// @param timeliness how its event times compare with arrival
public record SourceStatus(
        String sourceId,
        String host,
        String file,
        long countedTo,
        long requests,
        long malformed,
        long rejectedLines,
        long repeatedRequests,
        long gapBytes,
        long lastEventTime,
        long lastBatchAt,
        CatalogueVersion catalogue,
        Timeliness timeliness) {

    /// Of a source of which nothing is counted yet.
    public static SourceStatus unseen(String sourceId, String host, String file) {
        return new SourceStatus(
                sourceId,
                host,
                file,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                CatalogueVersion.NONE,
                Timeliness.NONE);
    }
}
