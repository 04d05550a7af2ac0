package dev.weir.benchmarks.stream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/// How far a group is behind the ends of its topics.
final class Lag implements AutoCloseable {
    private static final long POLL_MILLIS = 100;

    private final Admin admin;
    private final String group;
    private final List<String> topics;

    Lag(String bootstrapServers, String group, List<String> topics) {
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        this.group = group;
        this.topics = topics;
    }

    /// Waits until everything was read and committed.
    void awaitNone() throws InterruptedException, ExecutionException {
        while (!isNone()) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    private boolean isNone() throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (var description : admin.describeTopics(topics).allTopicNames().get().values()) {
            description
                    .partitions()
                    .forEach(partition ->
                            asked.put(
                                    new TopicPartition(description.name(), partition.partition()),
                                    OffsetSpec.latest()));
        }
        // In this order: what was committed is behind an end that is asked for later.
        var committed = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
        for (var end : admin.listOffsets(asked).all().get().entrySet()) {
            var reached = committed.get(end.getKey());
            long from = reached == null ? 0 : reached.offset();
            if (end.getValue().offset() != from) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        admin.close();
    }
}
