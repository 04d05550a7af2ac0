package dev.weir.benchmarks.stream;

import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/// Reads the rollups as the store does, and says when every request is in one of a second.
final class RollupTotals implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final KafkaConsumer<byte[], byte[]> consumer;

    /// By the key of a second's part: the requests in its newest rollup.
    private final Map<RollupKey, Long> requests = new HashMap<>();

    private long total;

    /// Messages, not windows: one that is written again counts again.
    private long finest;

    private long larger;

    RollupTotals(String servers) {
        consumer = RollupConsumer.fromBeginning(servers);
    }

    /// Waits until so many requests are in committed rollups.
    ///
    /// @throws IllegalStateException if there are more, or not all of them after ten minutes
    void await(long expected) {
        long began = System.nanoTime();
        while (total != expected) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                add(record.value());
            }
            if (total > expected || System.nanoTime() - began > PATIENCE.toNanos()) {
                throw new IllegalStateException(
                        "there are %,d requests in the rollups, not %,d"
                                .formatted(total, expected));
            }
        }
    }

    private void add(byte[] rollup) {
        RollupKey key = RollupCodec.decodeKey(rollup);
        if (!key.tier().equals(Tier.SECOND)) {
            larger++;
        } else {
            finest++;
            long now = RollupCodec.decodeCounters(rollup)[Counter.REQUESTS.ordinal()];
            Long before = requests.put(key, now);
            total += now - (before == null ? 0 : before);
        }
    }

    /// How many rollups came, as two cells of a table: of seconds, and of the tiers above them.
    String written() {
        return "%,d | %,d".formatted(finest, larger);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
