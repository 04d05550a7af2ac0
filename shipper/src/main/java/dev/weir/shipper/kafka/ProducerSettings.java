package dev.weir.shipper.kafka;

import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.shipper.ShipperConfig;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Takes the user's Kafka settings, gives those of the producers.
final class ProducerSettings {
    /// Frames are compressed already; this bounds one record, before the broker's own limit.
    private static final int MAX_REQUEST_BYTES = 32 << 20;

    /// How long a send may wait for the topic's metadata before the shipper tells why it waits.
    private static final int MAX_BLOCK_MILLIS = 10_000;

    /// The size of one buffer in the producer's pool.
    private static final int BATCH_BYTES = 16 << 10;

    private static final int ASIDE_MILLIS = 5_000;

    /// The delivery contract rests on these.
    private static final Map<String, Object> OWNED =
            Map.ofEntries(
                    Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                    Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                    Map.entry(
                            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class),
                    Map.entry(
                            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                            ByteArraySerializer.class),
                    Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none"),
                    Map.entry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5),
                    Map.entry(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE),
                    Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE),
                    Map.entry(ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG, false));

    private static final String[] FORBIDDEN = {
        ProducerConfig.TRANSACTIONAL_ID_CONFIG, ProducerConfig.PARTITIONER_CLASS_CONFIG
    };

    private ProducerSettings() {}

    /// Settings of the producer of frames.
    ///
    /// @throws ConfigurationException if the user sets what is the shipper's own, or a value is none
    static Map<String, Object> forFrames(ShipperConfig config) throws ConfigurationException {
        refuseOwned(config.kafka());
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "weir-shipper");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, bufferMemory(config));
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000);
        settings.putAll(config.kafka());
        settings.putAll(OWNED);
        return check(settings);
    }

    /// Settings of the producer of rejected lines: losing one is better than waiting for it.
    static Map<String, Object> forRejected(ShipperConfig config) throws ConfigurationException {
        return forAside(config, "weir-shipper-rejected", "1");
    }

    /// Settings of the producer of the ledger: what is not stored is said again.
    static Map<String, Object> forLedger(ShipperConfig config) throws ConfigurationException {
        return forAside(config, "weir-shipper-ledger", "all");
    }

    private static Map<String, Object> forAside(ShipperConfig config, String client, String acks)
            throws ConfigurationException {
        refuseOwned(config.kafka());
        Map<String, Object> settings = new HashMap<>();
        settings.putAll(config.kafka());
        settings.putAll(OWNED);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, client);
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
        settings.put(ProducerConfig.ACKS_CONFIG, acks);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L << 20);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, ASIDE_MILLIS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, ASIDE_MILLIS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, ASIDE_MILLIS);
        return check(settings);
    }

    /// All that may be in flight fits, so that the producer itself never runs full: a small frame
    /// takes a whole buffer of the pool.
    private static long bufferMemory(ShipperConfig config) {
        long pooled = (long) BATCH_BYTES * config.maxInFlightBatches();
        return Math.max(MAX_REQUEST_BYTES, config.maxInFlightBytes()) + pooled;
    }

    private static void refuseOwned(Map<String, Object> kafka) throws ConfigurationException {
        for (String key : kafka.keySet()) {
            boolean forbidden = OWNED.containsKey(key);
            for (String other : FORBIDDEN) {
                forbidden |= other.equals(key);
            }
            if (forbidden) {
                throw new ConfigurationException(
                        "kafka: "
                                + key
                                + " cannot be set: the shipper sets it itself, because exact"
                                + " counts depend on it; remove it");
            }
        }
    }

    private static Map<String, Object> check(Map<String, Object> settings)
            throws ConfigurationException {
        try {
            var _ = new ProducerConfig(settings);
        } catch (ConfigException e) {
            throw new ConfigurationException("kafka: " + e.getMessage());
        }
        return settings;
    }
}
