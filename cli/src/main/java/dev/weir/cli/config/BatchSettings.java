package dev.weir.cli.config;

import dev.weir.collector.BatchLimits;
import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.schema.yaml.YamlMap;
import dev.weir.shipper.ShipperConfig;
import java.time.Duration;

/// Section `collect.batch`: how large batches become, and how many may be under way to Kafka.
///
/// @param bytes of a batch before it is compressed, about
/// @param lines in it
/// @param age since its first line was read
/// @param inFlightBytes of batches that Kafka has not acknowledged; beyond, reading waits
/// @param inFlight the same as a number of batches
public record BatchSettings(int bytes, int lines, Duration age, long inFlightBytes, int inFlight) {
    private static final int LEAST_BYTES = 16 << 10;
    private static final int MOST_BYTES = 16 << 20;
    private static final int MOST_LINES = 65_535;
    private static final Duration LEAST_AGE = Duration.ofMillis(1);
    private static final Duration MOST_AGE = Duration.ofMinutes(1);
    private static final int MOST_IN_FLIGHT = 100_000;

    static BatchSettings of(YamlMap section) throws ConfigurationException {
        section.allowOnly("bytes", "lines", "age", "in_flight_bytes", "in_flight");
        BatchLimits standard = BatchLimits.DEFAULT;
        long bytes = section.size("bytes", LEAST_BYTES, MOST_BYTES).orElse((long) standard.bytes());
        return new BatchSettings(
                (int) bytes,
                section.integer("lines", 1, MOST_LINES).orElse(standard.requests()),
                section.duration("age", LEAST_AGE, MOST_AGE).orElse(standard.age()),
                section.size("in_flight_bytes", 1 << 20, 4L << 30)
                        .orElse(ShipperConfig.DEFAULT_IN_FLIGHT_BYTES),
                section.integer("in_flight", 1, MOST_IN_FLIGHT)
                        .orElse(ShipperConfig.DEFAULT_IN_FLIGHT_BATCHES));
    }

    /// When a batch is closed.
    ///
    /// @param lineBytes a longer line is cut
    public BatchLimits limits(int lineBytes) {
        return new BatchLimits(bytes, lines, age, lineBytes);
    }
}
