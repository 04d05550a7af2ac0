package dev.weir.jobs.rollup;

import dev.weir.jobs.metrics.JobMetrics;
import dev.weir.jobs.reject.RejectedRecord;
import dev.weir.jobs.state.EarlyCommit;
import dev.weir.schema.Topics;
import dev.weir.schema.rollup.KeyedRollup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/// Runs a [WindowMerger] as a processor of Kafka Streams: takes blocks from the partials topic, gives
/// rollups to the rollups topic and to the detectors. A block that cannot be read goes to the
/// rejected topic with the reason.
public final class WindowProcessor implements Processor<byte[], byte[], byte[], Object> {
    /// Names from the topology.
    ///
    /// @param rollups sink of the rollups, as encoded bytes
    /// @param settled child that takes each finest window once, as a keyed rollup
    /// @param rejected sink of blocks that cannot be read
    /// @param store name of the store of open windows
    public record Wiring(String rollups, String settled, String rejected, String store) {}

    private static final Duration TICK = Duration.ofMillis(50);

    private final Wiring wiring;
    private final WindowMerger.Limits limits;
    private final Duration commitInterval;
    private final KeptBytes kept;
    private final ThreadLocal<EmitInterval> intervals;
    private final JobMetrics metrics;

    @SuppressWarnings("NullAway.Init") // set by init, before anything else is called
    private ProcessorContext<byte[], Object> context;

    @SuppressWarnings("NullAway.Init")
    private WindowMerger merger;

    @SuppressWarnings("NullAway.Init")
    private EarlyCommit commits;

    /// Creates the processor of one task.
    ///
    /// @param commitInterval at which Kafka Streams commits
    /// @param kept what the tasks of the process keep of blocks
    /// @param intervals of the threads
    public WindowProcessor(
            Wiring wiring,
            WindowMerger.Limits limits,
            Duration commitInterval,
            KeptBytes kept,
            ThreadLocal<EmitInterval> intervals,
            JobMetrics metrics) {
        this.wiring = wiring;
        this.limits = limits;
        this.commitInterval = commitInterval;
        this.kept = kept;
        this.intervals = intervals;
        this.metrics = metrics;
    }

    /// Builds the store that the processor needs.
    public static StoreBuilder<?> store(String name) {
        // It keeps blocks.
        String maxBytes = Integer.toString(Topics.MAX_JOB_RECORD_BYTES);
        return Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, maxBytes));
    }

    @Override
    public void init(ProcessorContext<byte[], Object> processorContext) {
        context = processorContext;
        merger =
                new WindowMerger(
                        limits,
                        kept,
                        intervals.get(),
                        context.taskId().partition(),
                        context.taskId().toString(),
                        context.getStateStore(wiring.store()),
                        new Forwarding(),
                        metrics,
                        context.currentSystemTimeMs());
        commits = new EarlyCommit(context, commitInterval);
        context.schedule(
                TICK, PunctuationType.WALL_CLOCK_TIME, now -> commits.work(() -> merger.tick(now)));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        commits.work(() -> take(record));
    }

    private void take(Record<byte[], byte[]> record) {
        byte[] block = record.value() == null ? new byte[0] : record.value();
        long offset = context.recordMetadata().orElseThrow().offset();
        try {
            merger.merge(block, offset, context.currentSystemTimeMs());
        } catch (IllegalArgumentException e) {
            metrics.frameRejected();
            Record<byte[], byte[]> rejected =
                    RejectedRecord.of(
                            context.recordMetadata(), record, String.valueOf(e.getMessage()));
            context.forward(rejected.withValue((Object) block), wiring.rejected());
        }
    }

    @Override
    public void close() {
        merger.close();
    }

    private final class Forwarding implements WindowMerger.Output {
        @Override
        public void rollup(String customer, byte[] rollup) {
            commits.want();
            forward(customer, rollup, wiring.rollups());
        }

        @Override
        public void settled(KeyedRollup rollup) {
            forward(rollup.key().customer(), rollup, wiring.settled());
        }

        private void forward(String customer, Object value, String child) {
            byte[] key = customer.getBytes(StandardCharsets.UTF_8);
            context.forward(new Record<>(key, value, context.currentSystemTimeMs()), child);
        }
    }
}
