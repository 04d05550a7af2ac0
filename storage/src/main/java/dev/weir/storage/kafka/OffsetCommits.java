package dev.weir.storage.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/// Commits how far the store has come: once a second at most, and only what it has. A commit that
/// is lost costs nothing but writing some records again.
final class OffsetCommits {
    private static final System.Logger LOG = System.getLogger(OffsetCommits.class.getName());
    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);
    private static final Duration LAST_TIMEOUT = Duration.ofSeconds(5);

    private final Consumer<?, ?> consumer;
    private final LongSupplier nanos;
    private final Map<TopicPartition, OffsetAndMetadata> stored = new HashMap<>();
    private long committedAt;

    OffsetCommits(Consumer<?, ?> consumer, LongSupplier nanos) {
        this.consumer = consumer;
        this.nanos = nanos;
        committedAt = nanos.getAsLong();
    }

    /// The store has everything before these offsets.
    void stored(Map<TopicPartition, OffsetAndMetadata> nextOffsets) {
        stored.putAll(nextOffsets);
    }

    /// Commits what is stored if the last time is a second ago.
    void commitIfDue() {
        long now = nanos.getAsLong();
        if (stored.isEmpty() || now - committedAt < INTERVAL) {
            return;
        }
        committedAt = now;
        Map<TopicPartition, OffsetAndMetadata> offsets = Map.copyOf(stored);
        stored.clear();
        consumer.commitAsync(
                offsets,
                (committed, e) -> {
                    if (e != null) {
                        LOG.log(
                                System.Logger.Level.INFO,
                                "commit failed reason={0}",
                                e.getMessage());
                        // Unless the store has come further since, they go with the next commit.
                        committed.forEach(stored::putIfAbsent);
                    }
                });
    }

    /// Commits what is stored and waits for it, 5 s at most.
    void commitLast() {
        if (stored.isEmpty()) {
            return;
        }
        try {
            try {
                commitNow();
            } catch (WakeupException e) {
                commitNow(); // the wakeup was meant for a poll that had ended already
            }
        } catch (KafkaException e) {
            LOG.log(System.Logger.Level.INFO, "last commit failed reason={0}", e.getMessage());
        }
    }

    private void commitNow() {
        consumer.commitSync(Map.copyOf(stored), LAST_TIMEOUT);
        stored.clear();
    }
}
