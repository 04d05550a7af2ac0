package dev.weir.benchmarks.stream;

import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/// Reads the rollups as the store does, and says how old the newest second of each partition is.
final class RollupFreshness implements AutoCloseable {
    /// A partition is fresh while it has a second that began this lately.
    private static final long FRESH_MILLIS = 5_000;

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /// What a reader saw of a failure.
    ///
    /// @param withoutRollups the longest time in which a partition was given no rollup
    /// @param untilFresh from the failure until every partition was fresh, and stayed so
    record Outage(Duration withoutRollups, Duration untilFresh) {}

    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /// By partition: the start of the newest second, and when a rollup came last; milliseconds.
    private final long[] newest;

    private final long[] cameAt;
    private final long[] longestPause;

    RollupFreshness(String servers) {
        admin = Admin.create(Map.of("bootstrap.servers", servers));
        consumer = RollupConsumer.fromBeginning(servers);
        int partitions = consumer.assignment().size();
        newest = new long[partitions];
        cameAt = new long[partitions];
        longestPause = new long[partitions];
    }

    /// Waits until all partitions have been fresh for a time.
    void awaitFreshFor(Duration time) {
        long deadline = System.currentTimeMillis() + PATIENCE.toMillis() + time.toMillis();
        long since = System.currentTimeMillis();
        while (System.currentTimeMillis() - since < time.toMillis()) {
            read();
            long now = System.currentTimeMillis();
            if (!areFresh(now)) {
                since = now;
            }
            if (now > deadline) {
                throw new IllegalStateException(
                        "the jobs do not keep up with the traffic; the newest seconds began "
                                + Arrays.toString(
                                        Arrays.stream(newest).map(at -> now - at).toArray())
                                + " ms ago");
            }
        }
    }

    /// To be called right after a failure: waits until all partitions are fresh, and have been for
    /// ten seconds.
    Outage awaitFreshAgain() {
        long failedAt = System.currentTimeMillis();
        long staleAt = failedAt;
        Arrays.fill(longestPause, 0);
        while (System.currentTimeMillis() - Math.max(staleAt, failedAt + FRESH_MILLIS) < 10_000) {
            read();
            long now = System.currentTimeMillis();
            if (!areFresh(now)) {
                staleAt = now;
            }
            if (now - failedAt > PATIENCE.toMillis()) {
                throw new IllegalStateException("rollups are not fresh again");
            }
        }
        return new Outage(
                Duration.ofMillis(Arrays.stream(longestPause).max().orElse(0)),
                Duration.ofMillis(staleAt - failedAt));
    }

    private void read() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
            long now = System.currentTimeMillis();
            int partition = record.partition();
            longestPause[partition] = Math.max(longestPause[partition], now - cameAt[partition]);
            cameAt[partition] = now;
            RollupKey key = RollupCodec.decodeKey(record.value());
            if (key.tier().equals(Tier.SECOND)) {
                newest[partition] = Math.max(newest[partition], key.windowStart());
            }
        }
    }

    private boolean areFresh(long now) {
        return Arrays.stream(newest).allMatch(start -> now - start < FRESH_MILLIS);
    }

    /// What the jobs' changelogs take at the broker, in bytes.
    long changelogBytes() throws InterruptedException, ExecutionException {
        List<Integer> brokers =
                admin.describeCluster().nodes().get().stream().map(node -> node.id()).toList();
        return admin.describeLogDirs(brokers).allDescriptions().get().values().stream()
                .flatMap(directories -> directories.values().stream())
                .flatMap(directory -> directory.replicaInfos().entrySet().stream())
                .filter(replica -> replica.getKey().topic().endsWith("-changelog"))
                .mapToLong(replica -> replica.getValue().size())
                .sum();
    }

    @Override
    public void close() {
        consumer.close();
        admin.close();
    }
}
