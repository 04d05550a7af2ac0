package dev.weir.cli.verify;

import dev.weir.cli.broker.BrokerException;
import dev.weir.schema.Topics;
import dev.weir.schema.rollup.MalformedRollupException;
import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.RollupKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// The topic that a store is written from: read beside the store's writer, as a member of no group,
/// and nothing is committed.
final class RollupsTopic implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(250);

    /// How long nothing may come of what must be there.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Object servers;
    private final List<TopicPartition> partitions;

    private RollupsTopic(
            KafkaConsumer<byte[], byte[]> consumer,
            Object servers,
            List<TopicPartition> partitions) {
        this.consumer = consumer;
        this.servers = servers;
        this.partitions = partitions;
    }

    /// Reaches for the topic.
    ///
    /// @param group the consumer group whose progress [#committed] tells
    /// @throws BrokerException if no broker answers, or there is no such topic
    static RollupsTopic open(Map<String, Object> kafka, String group) throws BrokerException {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        Object servers = kafka.getOrDefault(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "(none)");
        var bytes = new ByteArrayDeserializer();
        try {
            var consumer = new KafkaConsumer<>(settings, bytes, bytes);
            try {
                List<PartitionInfo> found =
                        consumer.listTopics().getOrDefault(Topics.ROLLUPS, List.of());
                if (found.isEmpty()) {
                    throw new BrokerException(
                            "there is no topic "
                                    + Topics.ROLLUPS
                                    + " at "
                                    + servers
                                    + ": name the brokers that this store is written from");
                }
                List<TopicPartition> partitions =
                        found.stream()
                                .map(info -> new TopicPartition(info.topic(), info.partition()))
                                .toList();
                consumer.assign(partitions);
                return new RollupsTopic(consumer, servers, partitions);
            } catch (KafkaException | BrokerException e) {
                consumer.close();
                throw e;
            }
        } catch (KafkaException e) {
            throw silent(servers, e);
        }
    }

    private static BrokerException silent(Object servers, KafkaException e) {
        return new BrokerException(
                "Kafka at "
                        + servers
                        + " does not answer: check kafka.bootstrap.servers and that Kafka runs ("
                        + e.getMessage()
                        + ")",
                e);
    }

    /// Something that asks the brokers.
    private interface Question<T> {
        /// Asks.
        T ask();
    }

    private <T> T ask(Question<T> question) throws BrokerException {
        try {
            return question.ask();
        } catch (KafkaException e) {
            throw silent(servers, e);
        }
    }

    /// Up to where the store has each partition; without those of which it has nothing.
    Map<TopicPartition, Long> committed() throws BrokerException {
        Map<TopicPartition, Long> ends = ends();
        Map<TopicPartition, OffsetAndMetadata> offsets =
                ask(() -> consumer.committed(Set.copyOf(partitions)));
        Map<TopicPartition, Long> committed = new HashMap<>();
        offsets.forEach((partition, offset) -> {
            if (offset != null) {
                // A topic that was made anew ends before what was committed of the old one.
                committed.put(
                        partition,
                        Math.min(offset.offset(), ends.getOrDefault(partition, Long.MAX_VALUE)));
            }
        });
        return committed;
    }

    /// The ends of all partitions.
    Map<TopicPartition, Long> ends() throws BrokerException {
        return ask(() -> consumer.endOffsets(partitions));
    }

    /// Where to begin to find everything that was written since a time; the first records that are
    /// left for a time long ago.
    Map<TopicPartition, Long> since(long millis) throws BrokerException {
        Map<TopicPartition, Long> begins =
                new HashMap<>(ask(() -> consumer.beginningOffsets(partitions)));
        if (millis <= 0) {
            return begins;
        }
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, millis));
        Map<TopicPartition, OffsetAndTimestamp> found = ask(() -> consumer.offsetsForTimes(times));
        Map<TopicPartition, Long> ends = ends();
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp at = found.get(partition);
            long offset = at == null ? ends.getOrDefault(partition, 0L) : at.offset();
            begins.merge(partition, offset, Math::max);
        }
        return begins;
    }

    /// When the oldest record was written before which others are gone, milliseconds since
    /// 1970-01-01T00:00Z; nothing if all that were ever written are there. A partition of which
    /// nothing is left has no windows that this could be about.
    OptionalLong lostBefore(Map<TopicPartition, Long> until) throws BrokerException {
        Map<TopicPartition, Long> begins = new HashMap<>(since(0));
        begins.values().removeIf(offset -> offset == 0);
        long[] newest = {Long.MIN_VALUE};
        Set<TopicPartition> seen = new HashSet<>();
        for (var begin : begins.entrySet()) {
            long end = until.getOrDefault(begin.getKey(), 0L);
            TopicPartition partition = begin.getKey();
            scan(
                    Map.of(partition, begin.getValue()),
                    Map.of(partition, end),
                    record -> {
                        if (seen.add(partition)) {
                            newest[0] = Math.max(newest[0], record.timestamp());
                        }
                        return false;
                    });
        }
        return newest[0] == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(newest[0]);
    }

    /// Takes records.
    interface Visitor {
        /// Takes one.
        ///
        /// @return whether there should be more
        boolean visit(ConsumerRecord<byte[], byte[]> record);
    }

    /// Takes rollups.
    interface RollupVisitor {
        /// Takes one.
        void visit(RollupKey key, byte[] message);
    }

    /// Reads what lies between offsets, each partition in its order.
    ///
    /// @param to exclusive; partitions that are not there are not read
    /// @return records that are no rollups: the store's writer passes them over too
    long rollups(
            Map<TopicPartition, Long> from, Map<TopicPartition, Long> to, RollupVisitor visitor)
            throws BrokerException {
        long[] unreadable = new long[1];
        scan(
                from,
                to,
                record -> {
                    try {
                        visitor.visit(RollupCodec.decodeKey(record.value()), record.value());
                    } catch (MalformedRollupException e) {
                        unreadable[0]++;
                    }
                    return true;
                });
        return unreadable[0];
    }

    private void scan(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to, Visitor visitor)
            throws BrokerException {
        Map<TopicPartition, Long> left = new HashMap<>(to);
        left.entrySet().removeIf(end -> from.getOrDefault(end.getKey(), 0L) >= end.getValue());
        ask(() -> {
            consumer.resume(partitions);
            consumer.pause(partitions.stream().filter(p -> !left.containsKey(p)).toList());
            left.keySet().forEach(p -> consumer.seek(p, from.getOrDefault(p, 0L)));
            return true;
        });
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!left.isEmpty()) {
            var records = ask(() -> consumer.poll(POLL));
            for (ConsumerRecord<byte[], byte[]> record : records) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                if (record.offset() < to.getOrDefault(partition, 0L) && !visitor.visit(record)) {
                    return;
                }
            }
            var _ =
                    ask(() ->
                            left.entrySet()
                                    .removeIf(end ->
                                            consumer.position(end.getKey()) >= end.getValue()));
            if (!records.isEmpty()) {
                deadline = System.nanoTime() + PATIENCE.toNanos();
            } else if (System.nanoTime() - deadline > 0) {
                throw new BrokerException(
                        "Kafka at "
                                + servers
                                + " gives no more of "
                                + Topics.ROLLUPS
                                + ", though there must be more: try again when it does");
            }
            consumer.pause(partitions.stream().filter(p -> !left.containsKey(p)).toList());
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
