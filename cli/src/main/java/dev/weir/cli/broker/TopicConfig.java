package dev.weir.cli.broker;

/// How the topics are created where they are missing.
///
/// @param partitions of the topics that are processed in parallel; more cannot be added later
///     without mixing up which instance counted what, so choose for the largest fleet expected
/// @param replicationFactor copies of each partition; -1 takes the broker's default
public record TopicConfig(int partitions, short replicationFactor) {
    /// Two cores, one broker.
    public static final TopicConfig EMBEDDED = new TopicConfig(4, (short) 1);

    /// For a Kafka cluster: its own default of copies.
    public static final TopicConfig CLUSTER = new TopicConfig(12, (short) -1);

    public TopicConfig {
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions is " + partitions);
        }
        if (replicationFactor < 1 && replicationFactor != -1) {
            throw new IllegalArgumentException("replicationFactor is " + replicationFactor);
        }
    }
}
