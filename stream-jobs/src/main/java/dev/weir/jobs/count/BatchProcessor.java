package dev.weir.jobs.count;

import dev.weir.jobs.metrics.JobMetrics;
import dev.weir.jobs.state.LiveStore;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.frame.FrameReader;
import dev.weir.schema.frame.MalformedFrameException;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.KeyedRollup;
import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.Tier;
import dev.weir.schema.source.SourceStatus;
import dev.weir.schema.source.SourceStatusCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/// Takes frames from the requests topic, gives rollups of their batches to the partials topic: each
/// request once, whatever comes again. A frame that cannot be read goes to the rejected topic with
/// the reason, and the job goes on.
public final class BatchProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    /// Where the results go: names of the topology's sinks, and of the store.
    ///
    /// @param partials sink of the batches' rollups
    /// @param sources sink of the sources' statuses
    /// @param rejected sink of what could not be read
    /// @param store name of the store of source statuses
    public record Wiring(String partials, String sources, String rejected, String store) {}

    private static final System.Logger LOG = System.getLogger(BatchProcessor.class.getName());
    private static final Duration STATUS_INTERVAL = Duration.ofSeconds(1);

    private final Wiring wiring;
    private final JobMetrics metrics;
    private final FrameReader frames = new FrameReader();
    private final BatchReader batch = new BatchReader();
    private final BatchAggregator aggregator;
    private final Set<String> changedSources = new HashSet<>();

    @SuppressWarnings("NullAway.Init") // set by init, before anything else is called
    private ProcessorContext<byte[], byte[]> context;

    @SuppressWarnings("NullAway.Init")
    private LiveStore<String, SourceStatus> statuses;

    /// Creates the processor of one task.
    ///
    /// @param finestTier the windows that requests are counted in
    public BatchProcessor(Wiring wiring, Tier finestTier, JobMetrics metrics) {
        this.wiring = wiring;
        this.metrics = metrics;
        this.aggregator = new BatchAggregator(finestTier);
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> processorContext) {
        context = processorContext;
        statuses = context.getStateStore(wiring.store());
        statuses.load();
        // What was counted before a crash but not yet said is said again: the newest counts.
        statuses.forEach((sourceId, status) -> changedSources.add(sourceId));
        context.schedule(STATUS_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::publishStatuses);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        byte[] frame = record.value();
        if (frame == null) {
            reject(record, new byte[0], "record has no value");
            return;
        }
        try {
            frames.read(frame);
            batch.open(frames.message(), frames.messageLength());
            count(record, batch.sourceId());
        } catch (MalformedFrameException | MalformedBatchException e) {
            reject(record, frame, String.valueOf(e.getMessage()));
        }
    }

    private void count(Record<byte[], byte[]> record, String sourceId)
            throws MalformedBatchException {
        SourceStatus known = statuses.get(sourceId);
        SourceStatus before =
                known != null ? known : SourceStatus.unseen(sourceId, batch.host(), batch.file());
        SourceLedger.Decision decision =
                SourceLedger.decide(before, known != null, batch.firstOffset(), batch.endOffset());
        List<KeyedRollup> rollups = aggregator.aggregate(batch, decision.countFrom());
        long requests = 0;
        for (KeyedRollup rollup : rollups) {
            requests += rollup.rollup().counter(Counter.REQUESTS);
            context.forward(
                    new Record<>(
                            rollup.key().customer().getBytes(StandardCharsets.UTF_8),
                            RollupCodec.encode(rollup),
                            record.timestamp()),
                    wiring.partials());
        }
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
                        batch.catalogue());
        statuses.put(sourceId, SourceLedger.after(before, decision, batch.endOffset(), counted));
        changedSources.add(sourceId);
        metrics.batch(counted.requests(), counted.repeatedRequests(), decision.gapBytes());
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
        String position =
                context.recordMetadata()
                        .map(m -> m.topic() + "-" + m.partition() + "@" + m.offset())
                        .orElse("");
        LOG.log(
                System.Logger.Level.WARNING,
                "frame rejected: position={0} reason={1}",
                position,
                reason);
        metrics.frameRejected();
        Headers headers =
                new RecordHeaders()
                        .add("reason", reason.getBytes(StandardCharsets.UTF_8))
                        .add("position", position.getBytes(StandardCharsets.UTF_8));
        byte[] key = record.key() == null ? new byte[0] : record.key();
        context.forward(new Record<>(key, frame, record.timestamp(), headers), wiring.rejected());
    }
}
