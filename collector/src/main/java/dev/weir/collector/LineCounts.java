package dev.weir.collector;

import java.util.Map;

/// What became of a source's lines since it was first read, at one moment.
///
/// @param read whole lines read; a run of NULs and a range that is passed over are one each
/// @param shipped requests that the sink has acknowledged
/// @param waiting requests in the open batch, and those handed over and not acknowledged
/// @param rejected lines that are no requests, by reason
public record LineCounts(long read, long shipped, long waiting, Map<String, Long> rejected) {
    static final LineCounts NONE = new LineCounts(0, 0, 0, Map.of());

    public LineCounts {
        rejected = Map.copyOf(rejected);
    }

    /// When nothing waits.
    static LineCounts settled(long shipped, Map<String, Long> rejected) {
        long all = rejected.values().stream().mapToLong(Long::longValue).sum();
        return new LineCounts(shipped + all, shipped, 0, rejected);
    }

    /// Whether every line is somewhere: read = shipped + waiting + rejected.
    public boolean isBalanced() {
        long all = rejected.values().stream().mapToLong(Long::longValue).sum();
        return read == shipped + waiting + all;
    }
}
