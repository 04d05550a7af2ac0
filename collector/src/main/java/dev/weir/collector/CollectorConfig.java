package dev.weir.collector;

import java.nio.file.Path;
import java.util.List;

/// What a collector is told.
///
/// @param host the name of the proxy host, first part of every source's id
/// @param logs what to follow
/// @param checkpoint the file that remembers what is acknowledged
/// @param fromBeginning whether a log that lies there at the very first start, before there is any
///     checkpoint of it, is read from its beginning; false: from its end
/// @param limits when a batch is closed
/// @param timing how often things are looked at
public record CollectorConfig(
        String host,
        List<LogFile> logs,
        Path checkpoint,
        boolean fromBeginning,
        BatchLimits limits,
        TailTiming timing) {
    public CollectorConfig {
        logs = List.copyOf(logs);
        checkpoint = checkpoint.toAbsolutePath().normalize();
    }

    /// A configuration with defaults for everything else.
    public static CollectorConfig of(String host, List<LogFile> logs, Path checkpoint) {
        return new CollectorConfig(
                host, logs, checkpoint, true, BatchLimits.DEFAULT, TailTiming.DEFAULT);
    }

    /// The same with another start position.
    public CollectorConfig withFromBeginning(boolean value) {
        return new CollectorConfig(host, logs, checkpoint, value, limits, timing);
    }

    /// The same with other limits.
    public CollectorConfig withLimits(BatchLimits value) {
        return new CollectorConfig(host, logs, checkpoint, fromBeginning, value, timing);
    }

    /// The same with another timing.
    public CollectorConfig withTiming(TailTiming value) {
        return new CollectorConfig(host, logs, checkpoint, fromBeginning, limits, value);
    }
}
