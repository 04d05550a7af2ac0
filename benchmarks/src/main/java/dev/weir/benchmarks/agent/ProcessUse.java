package dev.weir.benchmarks.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// What a process has used so far.
///
/// @param cpuNanos user and system time
/// @param peakBytes the most memory that was resident at any time
record ProcessUse(long cpuNanos, long peakBytes) {
    static ProcessUse of(Process process) throws IOException {
        long cpu = process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
        long peak =
                Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))
                        .stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                        .sum();
        return new ProcessUse(cpu, peak);
    }
}
