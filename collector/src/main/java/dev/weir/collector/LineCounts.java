package dev.weir.collector;

import java.util.Map;

/// What became of a source's lines since the start, at one moment.
///
/// @param read whole lines read; a run of NULs and a range that is passed over are one each
/// @param shipped requests that the sink has acknowledged
/// @param waiting requests in the open batch, and those handed over and not acknowledged
/// @param rejected lines that are no requests, by reason
public record LineCounts(long read, long shipped, long waiting, Map<String, Long> rejected) {
    public LineCounts {
        rejected = Map.copyOf(rejected);
    }

    /// Whether every line is somewhere: read = shipped + waiting + rejected.
    public boolean isBalanced() {
        long all = rejected.values().stream().mapToLong(Long::longValue).sum();
        return read == shipped + waiting + all;
    }
}
