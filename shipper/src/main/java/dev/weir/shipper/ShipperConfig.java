package dev.weir.shipper;

import java.time.Duration;
import java.util.Map;

/// How a shipper reaches Kafka, and how much it may hold.
///
/// @param kafka settings of Kafka's producer, `bootstrap.servers` at least; those that the
///     delivery contract rests on are the shipper's own and are refused here
/// @param maxInFlightBytes bytes of unframed batches accepted and not yet acknowledged; beyond it
///     [Shipper#ship] blocks. A single larger batch is let through alone.
/// @param maxInFlightBatches the same as a count
/// @param closeTimeout how long [Shipper#close] waits for acknowledgements
public record ShipperConfig(
        Map<String, Object> kafka,
        long maxInFlightBytes,
        int maxInFlightBatches,
        Duration closeTimeout) {

    /// Enough for half a second of a million requests a second.
    public static final long DEFAULT_IN_FLIGHT_BYTES = 64L << 20;

    public static final int DEFAULT_IN_FLIGHT_BATCHES = 256;

    public static final Duration DEFAULT_CLOSE_TIMEOUT = Duration.ofSeconds(10);

    public ShipperConfig {
        kafka = Map.copyOf(kafka);
        if (maxInFlightBytes < 1) {
            throw new IllegalArgumentException("maxInFlightBytes is " + maxInFlightBytes);
        }
        if (maxInFlightBatches < 1) {
            throw new IllegalArgumentException("maxInFlightBatches is " + maxInFlightBatches);
        }
        if (closeTimeout.isNegative()) {
            throw new IllegalArgumentException("closeTimeout is " + closeTimeout);
        }
    }

    /// The defaults, for the Kafka at `bootstrapServers`.
    public static ShipperConfig of(String bootstrapServers) {
        return new ShipperConfig(
                Map.of("bootstrap.servers", bootstrapServers),
                DEFAULT_IN_FLIGHT_BYTES,
                DEFAULT_IN_FLIGHT_BATCHES,
                DEFAULT_CLOSE_TIMEOUT);
    }
}
