package dev.weir.benchmarks.peers;

import java.util.Comparator;
import java.util.List;

/// What one run took.
///
/// @param lines that were read
/// @param bytes that they have
/// @param seconds by the clock
/// @param cpuSeconds of all threads
/// @param allocatedBytes on the Java heap by the thread that works; -1 where there is none
/// @param coldSeconds of the first pass in a new JVM, compilation included; -1 where there is none
record Measured(
        long lines,
        long bytes,
        double seconds,
        double cpuSeconds,
        long allocatedBytes,
        double coldSeconds) {

    static Measured ofProgram(long lines, long bytes, double seconds, double cpuSeconds) {
        return new Measured(lines, bytes, seconds, cpuSeconds, -1, -1);
    }

    double linesPerSecond() {
        return lines / seconds;
    }

    /// The run in the middle by speed.
    static Measured median(List<Measured> runs) {
        return runs.stream()
                .sorted(Comparator.comparingDouble(Measured::linesPerSecond))
                .skip(runs.size() / 2)
                .findFirst()
                .orElseThrow();
    }
}
