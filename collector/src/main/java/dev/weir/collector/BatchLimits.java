package dev.weir.collector;

import java.time.Duration;

/// When a batch is closed: at whichever of these comes first.
///
/// @param bytes of its message, about; a batch may pass this by one line
/// @param requests in it, lines that are none included
/// @param age since its first line was read; the floor of how fresh a number can be. While the sink
///     has no room a batch becomes older, and larger.
/// @param lineBytes a line longer than this, without its line feed, is cut there; if what is left
///     makes no request it is rejected as `too_long`
public record BatchLimits(int bytes, int requests, Duration age, int lineBytes) {
    /// Well below what a Kafka record may hold (1 MiB after compression), fresh within 250 ms.
    public static final BatchLimits DEFAULT =
            new BatchLimits(1 << 20, 16 << 10, Duration.ofMillis(250), 64 << 10);

    public BatchLimits {
        if (bytes < 1 || requests < 1 || age.isNegative() || lineBytes < 1 || lineBytes > 1 << 20) {
            throw new IllegalArgumentException("batch limits must be positive");
        }
    }

    /// The same with another limit on lines.
    public BatchLimits withLineBytes(int limit) {
        return new BatchLimits(bytes, requests, age, limit);
    }
}
