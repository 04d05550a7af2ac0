package dev.weir.cli.broker;

import java.nio.file.Path;
import java.time.Duration;

/// Where the broker inside the process keeps its data and listens.
///
/// @param directory its data; created where it is missing, and this broker's alone
/// @param port on 127.0.0.1; 0 takes a free one, another one at each start
/// @param retentionBytesPerPartition bytes of a partition that are kept at most; with the topics'
///     partitions this bounds the disk
/// @param startTimeout how long a start may take, recovery after a crash included
/// @param stopTimeout how long a stop may take
public record BrokerConfig(
        Path directory,
        int port,
        long retentionBytesPerPartition,
        Duration startTimeout,
        Duration stopTimeout) {
    /// With some twenty partitions that matter, a few gigabytes in all.
    public static final long DEFAULT_RETENTION_BYTES = 256L << 20;

    public BrokerConfig {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port is " + port);
        }
        if (retentionBytesPerPartition < 1 << 20) {
            throw new IllegalArgumentException(
                    "retentionBytesPerPartition is " + retentionBytesPerPartition);
        }
    }

    /// The defaults, with data under `directory`, on a free port.
    public static BrokerConfig in(Path directory) {
        return new BrokerConfig(
                directory,
                0,
                DEFAULT_RETENTION_BYTES,
                Duration.ofSeconds(60),
                Duration.ofSeconds(15));
    }

    /// The same on a port of choice.
    public BrokerConfig withPort(int chosen) {
        return new BrokerConfig(
                directory, chosen, retentionBytesPerPartition, startTimeout, stopTimeout);
    }
}
