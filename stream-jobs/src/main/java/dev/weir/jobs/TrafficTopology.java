package dev.weir.jobs;

import dev.weir.jobs.attack.SignalProcessor;
import dev.weir.jobs.count.BatchProcessor;
import dev.weir.jobs.count.SourceStatusStoreCodec;
import dev.weir.jobs.metrics.JobMetrics;
import dev.weir.jobs.rollup.EmitInterval;
import dev.weir.jobs.rollup.KeptBytes;
import dev.weir.jobs.rollup.WindowMerger;
import dev.weir.jobs.rollup.WindowProcessor;
import dev.weir.jobs.state.LiveStore;
import dev.weir.schema.Topics;
import dev.weir.schema.source.SourceStatus;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;
import org.apache.kafka.streams.state.StoreBuilder;

/// The path of a batch through the stream jobs:
///
/// ```
/// weir.requests ─► count ─► weir.partials ─► windows ─► weir.rollups
///  by source        │   blocks of customers     │
///                   ├─► weir.sources            └─► signals ─► weir.signals
///                   └─► weir.rejected
/// ```
///
/// Two stages, because a source's batches must be seen by one task to tell repeats, and a
/// customer's rollups by one task to merge. Every arrow, the stores and the input offsets are in
/// one transaction.
public final class TrafficTopology {
    private static final String REQUESTS_SOURCE = "requests";
    private static final String COUNT = "count";
    private static final String PARTIALS_SINK = "to-partials";
    private static final String SOURCES_SINK = "to-sources";
    private static final String REJECTED_SINK = "to-rejected";
    private static final String PARTIALS_SOURCE = "partials";
    private static final String WINDOWS = "windows";
    private static final String ROLLUPS_SINK = "to-rollups";
    private static final String SIGNALS = "signals";
    private static final String SIGNALS_SINK = "to-signals";

    /// Of the heap, a quarter may hold blocks that are not in all windows' snapshots.
    private static final int SHARE_OF_KEPT_BLOCKS = 4;

    /// Names of the stores, and so of their changelogs: a change loses their state.
    private static final String SOURCE_STORE = "source-status";

    private static final String WINDOW_STORE = "open-windows";
    private static final String WATCH_STORE = "customer-watch";

    /// Builds the topology; nothing is started.
    ///
    /// @param partitions of the partials topic
    public static Topology build(JobConfig config, int partitions, JobMetrics metrics) {
        var topology = new Topology();
        var serializer = new ByteArraySerializer();
        addCountingStage(topology, config, partitions, metrics);
        topology.addSink(
                PARTIALS_SINK,
                Topics.PARTIALS,
                serializer,
                serializer,
                TrafficTopology::partition,
                COUNT);
        topology.addSink(SOURCES_SINK, Topics.SOURCES, serializer, serializer, COUNT);
        addMergingStage(topology, config, metrics);
        topology.addSink(REJECTED_SINK, Topics.REJECTED, serializer, serializer, COUNT, WINDOWS);
        topology.addSink(ROLLUPS_SINK, Topics.ROLLUPS, serializer, serializer, WINDOWS);
        topology.addSink(SIGNALS_SINK, Topics.SIGNALS, serializer, serializer, SIGNALS);
        return topology;
    }

    /// The key of a block is the partition that it was made for.
    private static Optional<Set<Integer>> partition(
            String topic, byte[] key, byte[] block, int partitions) {
        return Optional.of(Set.of(ByteBuffer.wrap(key).getInt()));
    }

    private static void addCountingStage(
            Topology topology, JobConfig config, int partitions, JobMetrics metrics) {
        addSource(topology, REQUESTS_SOURCE, Topics.REQUESTS);
        var wiring =
                new BatchProcessor.Wiring(PARTIALS_SINK, SOURCES_SINK, REJECTED_SINK, SOURCE_STORE);
        topology.addProcessor(
                COUNT,
                () ->
                        new BatchProcessor(
                                wiring,
                                config.finestTier(),
                                partitions,
                                config.clock(),
                                config.leftOut(),
                                config.commitInterval(),
                                metrics),
                REQUESTS_SOURCE);
        StoreBuilder<LiveStore<String, SourceStatus>> store =
                LiveStore.builder(SOURCE_STORE, new SourceStatusStoreCodec());
        topology.addStateStore(store, COUNT);
    }

    private static void addMergingStage(Topology topology, JobConfig config, JobMetrics metrics) {
        addSource(topology, PARTIALS_SOURCE, Topics.PARTIALS);
        var wiring = new WindowProcessor.Wiring(ROLLUPS_SINK, SIGNALS, REJECTED_SINK, WINDOW_STORE);
        var limits =
                new WindowMerger.Limits(
                        config.tiers(),
                        config.hold().toMillis(),
                        config.maxOpenWindows(),
                        config.maxCustomers());
        var kept = new KeptBytes(Runtime.getRuntime().maxMemory() / SHARE_OF_KEPT_BLOCKS);
        var intervals =
                ThreadLocal.withInitial(() -> new EmitInterval(config.emitInterval().toMillis()));
        topology.addProcessor(
                WINDOWS,
                () ->
                        new WindowProcessor(
                                wiring, limits, config.commitInterval(), kept, intervals, metrics),
                PARTIALS_SOURCE);
        topology.addStateStore(WindowProcessor.store(WINDOW_STORE), WINDOWS);
        topology.addProcessor(
                SIGNALS, () -> new SignalProcessor(WATCH_STORE, config.attack(), metrics), WINDOWS);
        topology.addStateStore(SignalProcessor.store(WATCH_STORE, config.attack()), SIGNALS);
    }

    private static void addSource(Topology topology, String name, String topic) {
        var deserializer = new ByteArrayDeserializer();
        TimestampExtractor arrival = new WallclockTimestampExtractor();
        topology.addSource(
                AutoOffsetReset.earliest(), name, arrival, deserializer, deserializer, topic);
    }

    private TrafficTopology() {}
}
