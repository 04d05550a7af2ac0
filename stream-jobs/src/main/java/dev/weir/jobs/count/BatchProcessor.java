package dev.weir.jobs.count;

import dev.weir.jobs.metrics.JobMetrics;
import dev.weir.jobs.reject.RejectedRecord;
import dev.weir.jobs.state.CommitScope;
import dev.weir.jobs.state.EarlyCommit;
import dev.weir.jobs.state.LiveStore;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.frame.FrameReader;
import dev.weir.schema.frame.MalformedFrameException;
import dev.weir.schema.partial.EntryKind;
import dev.weir.schema.rollup.Tier;
import dev.weir.schema.source.SourceStatus;
import dev.weir.schema.source.SourceStatusCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/// Takes frames from the requests topic, gives blocks of what it counted of their batches to the
/// partials topic, with each commit: each request once, whatever comes again. A frame that cannot be read goes to the rejected topic with
/// the reason, and the job goes on.
public final class BatchProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    /// Where the results go: names of the topology's sinks, and of the store.
    ///
    /// @param partials sink of the blocks, by partition
    /// @param sources sink of the sources' statuses
    /// @param rejected sink of what could not be read
    /// @param store name of the store of source statuses
    public record Wiring(String partials, String sources, String rejected, String store) {}

    private static final Duration STATUS_INTERVAL = Duration.ofSeconds(1);

    private final Wiring wiring;
    private final Duration commitInterval;
    private final JobMetrics metrics;
    private final FrameReader frames = new FrameReader();
    private final BatchReader batch = new BatchReader();
    private final PartialBlocks blocks;
    private final BatchAggregator aggregator;
    private final Set<String> changedSources = new HashSet<>();

    /// Newest event time of this partition, milliseconds.
    private long watermark;

    @SuppressWarnings("NullAway.Init") // set by init, before anything else is called
    private ProcessorContext<byte[], byte[]> context;

    @SuppressWarnings("NullAway.Init")
    private LiveStore<String, SourceStatus> statuses;

    @SuppressWarnings("NullAway.Init")
    private EarlyCommit commits;

    /// Creates the processor of one task.
    ///
    /// @param finestTier the windows that requests are counted in
    /// @param partitions of the partials topic
    /// @param clock what is done about wrong clocks
    /// @param leftOut what requests are not counted by
    /// @param commitInterval at which Kafka Streams commits
    public BatchProcessor(
            Wiring wiring,
            Tier finestTier,
            int partitions,
            ClockPolicy clock,
            Set<EntryKind> leftOut,
            Duration commitInterval,
            JobMetrics metrics) {
        this.wiring = wiring;
        this.commitInterval = commitInterval;
        this.metrics = metrics;
        this.blocks = new PartialBlocks(partitions, finestTier);
        this.aggregator = new BatchAggregator(finestTier, clock, leftOut, blocks);
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> processorContext) {
        context = processorContext;
        statuses = context.getStateStore(wiring.store());
        statuses.load();
        // A task that was given up and is taken up again starts anew from what is committed.
        blocks.clear();
        watermark = 0;
        var commit = new CommitScope(processorContext);
        statuses.beforeCommit(() -> commit.run(this::flush));
        // What was counted before a crash but not yet said is said again: the newest counts.
        statuses.forEach((sourceId, status) -> changedSources.add(sourceId));
        commits = new EarlyCommit(context, commitInterval);
        context.schedule(STATUS_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::publishStatuses);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        commits.work(() -> take(record));
        commits.want();
    }

    private void take(Record<byte[], byte[]> record) {
        byte[] frame = record.value();
        if (frame == null) {
            reject(record, new byte[0], "record has no value");
            return;
        }
        try {
            frames.read(frame);
            batch.open(frames.message(), frames.messageLength());
            count(batch.sourceId());
        } catch (MalformedFrameException | MalformedBatchException e) {
            reject(record, frame, String.valueOf(e.getMessage()));
        }
    }

    private void count(String sourceId) throws MalformedBatchException {
        SourceStatus known = statuses.get(sourceId);
        SourceStatus before =
                known != null ? known : SourceStatus.unseen(sourceId, batch.host(), batch.file());
        SourceLedger.Decision decision =
                SourceLedger.decide(before, known != null, batch.firstOffset(), batch.endOffset());
        int requests =
                aggregator.aggregate(batch, decision.countFrom(), context.currentSystemTimeMs());
        var counted =
                new SourceLedger.Counted(
                        batch.host(),
                        batch.file(),
                        requests,
                        aggregator.malformed(),
                        batch.rejectedFrom(decision.countFrom()),
                        batch.requestCount() - requests,
                        aggregator.newestTime(),
                        batch.createdAt(),
                        batch.catalogue(),
                        aggregator.timelinessAfter(before.timeliness()));
        statuses.put(sourceId, SourceLedger.after(before, decision, batch.endOffset(), counted));
        changedSources.add(sourceId);
        metrics.batch(counted.requests(), counted.repeatedRequests(), decision.gapBytes());
        metrics.timeliness(before.timeliness(), counted.timeliness());
        if (aggregator.newestTime() > watermark) {
            watermark = aggregator.newestTime();
            metrics.watermark(context.taskId().partition(), watermark);
        }
        if (blocks.areLarge()) {
            flush();
        }
    }

    /// What was counted since the last commit goes out with this one: between commits there is no
    /// state but in memory, and a commit leaves none.
    private void flush() {
        long now = context.currentSystemTimeMs();
        blocks.flush((block, partition) -> {
            byte[] key = ByteBuffer.allocate(Integer.BYTES).putInt(partition).array();
            context.forward(new Record<>(key, block, now), wiring.partials());
            metrics.partialWritten(block.length);
        });
    }

    @Override
    public void close() {
        metrics.forgetWatermark(context.taskId().partition());
    }

    private void publishStatuses(long now) {
        for (String sourceId : changedSources) {
            SourceStatus status = statuses.get(sourceId);
            if (status != null) {
                context.forward(
                        new Record<>(
                                sourceId.getBytes(StandardCharsets.UTF_8),
                                SourceStatusCodec.encode(status),
                                now),
                        wiring.sources());
            }
        }
        changedSources.clear();
    }

    private void reject(Record<byte[], byte[]> record, byte[] frame, String reason) {
        metrics.frameRejected();
        context.forward(
                RejectedRecord.of(context.recordMetadata(), record, reason).withValue(frame),
                wiring.rejected());
    }
}
