package dev.weir.storage.kafka;

import dev.weir.schema.Topics;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/// Keeps a consumer assigned to every partition of the topics that are stored: looks each second
/// while one of the topics is not there yet, and each ten seconds whether they have grown.
final class TopicPartitions {
    /// What is stored, in the order in which it is told of.
    static final List<String> TOPICS =
            List.of(Topics.ROLLUPS, Topics.SIGNALS, Topics.SOURCES, Topics.LEDGER);

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
    private static final long WHILE_MISSING = TimeUnit.SECONDS.toNanos(1);
    private static final long WHILE_COMPLETE = TimeUnit.SECONDS.toNanos(10);

    private final Consumer<?, ?> consumer;
    private final LongSupplier nanos;
    private final Set<TopicPartition> assigned = new HashSet<>();
    private boolean looked;
    private long lookedAt;

    TopicPartitions(Consumer<?, ?> consumer, LongSupplier nanos) {
        this.consumer = consumer;
        this.nanos = nanos;
    }

    /// Looks for new partitions if it is time to, and assigns them.
    void refresh() {
        long now = nanos.getAsLong();
        long interval = missing().isEmpty() ? WHILE_COMPLETE : WHILE_MISSING;
        if (looked && now - lookedAt < interval) {
            return;
        }
        Set<TopicPartition> found = find();
        looked = true;
        lookedAt = now;
        if (assigned.addAll(found)) {
            consumer.assign(Set.copyOf(assigned));
        }
    }

    /// Asking for one topic that is not there makes the client warn, listing them all does not; of
    /// topics that it reads, the client knows the partitions without asking.
    private Set<TopicPartition> find() {
        Set<TopicPartition> found = new HashSet<>();
        if (!missing().isEmpty()) {
            Map<String, List<PartitionInfo>> topics = consumer.listTopics(REQUEST_TIMEOUT);
            TOPICS.forEach(topic -> add(topics.getOrDefault(topic, List.of()), found));
        } else {
            TOPICS.forEach(topic -> add(consumer.partitionsFor(topic, REQUEST_TIMEOUT), found));
        }
        return found;
    }

    private static void add(List<PartitionInfo> partitions, Set<TopicPartition> target) {
        for (PartitionInfo partition : partitions) {
            target.add(new TopicPartition(partition.topic(), partition.partition()));
        }
    }

    /// The partitions that are read.
    Set<TopicPartition> assigned() {
        return assigned;
    }

    /// The topics that are not there yet.
    List<String> missing() {
        return TOPICS.stream()
                .filter(topic -> assigned.stream().noneMatch(p -> p.topic().equals(topic)))
                .toList();
    }
}
