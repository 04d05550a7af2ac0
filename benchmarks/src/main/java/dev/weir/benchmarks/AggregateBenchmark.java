package dev.weir.benchmarks;

import dev.weir.jobs.JobConfig;
import dev.weir.jobs.count.BatchAggregator;
import dev.weir.jobs.count.ClockPolicy;
import dev.weir.jobs.count.PartialBlocks;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.rollup.Tier;
import dev.weir.schema.yaml.ConfigurationException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Requests a second that one thread counts by customer and second, to the block that
/// goes on:/// the first stage of the stream jobs, attacks looked for.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AggregateBenchmark {
    private static final ClockPolicy CLOCK =
            new ClockPolicy(ClockPolicy.DEFAULT_MAX_AHEAD, JobConfig.DEFAULT_HOLD, false);

    private final BatchReader reader = new BatchReader();
    private final PartialBlocks blocks = new PartialBlocks(1, Tier.SECOND);
    private final BatchAggregator aggregator =
            new BatchAggregator(Tier.SECOND, CLOCK, Set.of(), blocks);

    @SuppressWarnings("NullAway.Init")
    private EncodedBatch batch;

    /// Makes the batch: ten seconds of a thousand requests each.
    @Setup
    public void encode() throws ConfigurationException {
        batch = new ParsedLines().batch();
    }

    /// One operation is one request.
    @Benchmark
    @OperationsPerInvocation(ParsedLines.LINES)
    public long aggregate() throws MalformedBatchException {
        reader.open(batch.message(), batch.messageLength());
        long[] written = {aggregator.aggregate(reader, 0, reader.createdAt())};
        blocks.flush((block, partition) -> written[0] += block.length);
        return written[0];
    }
}
