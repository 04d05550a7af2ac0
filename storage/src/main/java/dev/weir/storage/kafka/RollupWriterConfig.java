package dev.weir.storage.kafka;

import dev.weir.schema.rollup.Tier;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// How a [RollupWriter] reads Kafka.
///
/// @param kafka properties of the Kafka consumer: `bootstrap.servers` at least
/// @param storeId tells one store's progress from another's: the consumer group is
///     `weir-store-<id>`
/// @param retentionInterval how often retention is applied
/// @param finest the tier that listeners hear of
/// @param writers writes to the store at once at most, 1 to 64
public record RollupWriterConfig(
        Map<String, Object> kafka,
        String storeId,
        Duration retentionInterval,
        Tier finest,
        int writers) {
    /// How often retention is applied unless configured otherwise.
    public static final Duration DEFAULT_RETENTION_INTERVAL = Duration.ofMinutes(10);

    /// Most writes at once.
    public static final int MAX_WRITERS = 64;

    private static final Pattern STORE_ID = Pattern.compile("[A-Za-z0-9._-]{1,200}");

    /// More records per poll make fewer and larger writes when there is a backlog.
    private static final int MAX_POLL_RECORDS = 5_000;

    /// Bounds the memory for records that were fetched and not written yet.
    private static final int FETCH_MAX_BYTES = 16 << 20;

    private static final int METADATA_MAX_AGE_MILLIS = 30_000;

    /// @throws IllegalArgumentException if the id is none, the interval is not positive or the writers
    ///     are too many
    public RollupWriterConfig {
        kafka = Map.copyOf(kafka);
        if (!STORE_ID.matcher(storeId).matches()) {
            throw new IllegalArgumentException(
                    "a store's id is up to 200 letters, digits, '.', '_' and '-': " + storeId);
        }
        if (!retentionInterval.isPositive()) {
            throw new IllegalArgumentException(
                    "the retention interval must be positive: " + retentionInterval);
        }
        if (writers < 1 || writers > MAX_WRITERS) {
            throw new IllegalArgumentException("writers are 1 to " + MAX_WRITERS + ": " + writers);
        }
    }

    /// The defaults.
    public static RollupWriterConfig of(Map<String, Object> kafka, String storeId) {
        return new RollupWriterConfig(kafka, storeId, DEFAULT_RETENTION_INTERVAL, Tier.SECOND, 1);
    }

    /// The consumer group under which progress is committed.
    public String groupId() {
        return "weir-store-" + storeId;
    }

    /// All properties of the consumer. What exactness needs overrides what was configured; the
    /// rest is overridden by it.
    Map<String, Object> consumerProperties() {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, groupId());
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_MAX_BYTES);
        properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MAX_AGE_MILLIS);
        properties.putAll(kafka);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, groupId());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return properties;
    }
}
