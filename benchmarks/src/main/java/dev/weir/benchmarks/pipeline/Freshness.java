package dev.weir.benchmarks.pipeline;

import org.HdrHistogram.Histogram;

/// How long lines took from the log to the API.
///
/// @param millis of each probe
/// @param writersCpuNanos what writing the log took
/// @param writersShare the same of one core
record Freshness(Histogram millis, long writersCpuNanos, double writersShare) {
    long percentile(double percentile) {
        return millis.getValueAtPercentile(percentile);
    }
}
