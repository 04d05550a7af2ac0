package dev.weir.schema.source;

import java.util.Map;

/// What became of the lines of one source, as its collector says: read = shipped + waiting +
/// rejected. Counted from where the source was first read, through restarts.
///
/// @param sourceId the file generation
/// @param host the proxy host
/// @param file the log that the collector follows
/// @param saidAt milliseconds since 1970-01-01T00:00Z, by the host's clock
/// @param acknowledgedTo position in the source, in bytes, before which Kafka has every batch
/// @param read whole lines read
/// @param shipped requests that Kafka has: those before `acknowledgedTo`
/// @param waiting requests that were read and that Kafka does not have yet
/// @param rejected lines that are no requests, by reason
public record SourceLines(
        String sourceId,
        String host,
        String file,
        long saidAt,
        long acknowledgedTo,
        long read,
        long shipped,
        long waiting,
        Map<String, Long> rejected) {
    /// Copies the map.
    public SourceLines {
        rejected = Map.copyOf(rejected);
    }

    /// Lines that are no requests, for whatever reason.
    public long rejectedLines() {
        return rejected.values().stream().mapToLong(Long::longValue).sum();
    }

    /// Whether every line is somewhere.
    public boolean isBalanced() {
        return read == shipped + waiting + rejectedLines();
    }

    /// The same, said at another time.
    public SourceLines at(long millis) {
        return new SourceLines(
                sourceId, host, file, millis, acknowledgedTo, read, shipped, waiting, rejected);
    }
}
