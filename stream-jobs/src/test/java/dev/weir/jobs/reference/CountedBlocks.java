package dev.weir.jobs.reference;

import dev.weir.jobs.JobConfig;
import dev.weir.jobs.count.BatchAggregator;
import dev.weir.jobs.count.ClockPolicy;
import dev.weir.jobs.count.PartialBlocks;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.rollup.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Takes requests, gives the blocks that the counting stage makes of them.
public final class CountedBlocks {
    /// Who wrote the requests.
    public static final String EDGE = "edge-1";

    /// With which no request is ahead.
    public static final ClockPolicy CLOCK =
            new ClockPolicy(ClockPolicy.DEFAULT_MAX_AHEAD, JobConfig.DEFAULT_HOLD, false);

    /// The blocks of each partition, with the requests in batches of at most `largestBatch` and any
    /// number of batches in a block.
    public static List<List<byte[]>> of(
            List<ModelRequest> requests, int partitions, int largestBatch, Random random) {
        List<List<byte[]>> made = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            made.add(new ArrayList<>());
        }
        int maxBlockBytes = 1 << random.nextInt(8, 20);
        var blocks = new PartialBlocks(partitions, Tier.SECOND, maxBlockBytes);
        var aggregator = new BatchAggregator(Tier.SECOND, CLOCK, Set.of(), blocks);
        for (List<ModelRequest> batch : Batches.split(requests, largestBatch, random)) {
            count(aggregator, batch);
            if (random.nextInt(3) == 0) {
                blocks.flush((block, partition) -> made.get(partition).add(block));
            }
        }
        blocks.flush((block, partition) -> made.get(partition).add(block));
        return made;
    }

    private static void count(BatchAggregator aggregator, List<ModelRequest> batch) {
        try {
            aggregator.aggregate(Batches.read(batch, EDGE), 0, RandomTraffic.START);
        } catch (MalformedBatchException e) {
            throw new AssertionError(e);
        }
    }

    /// The blocks where there is one partition.
    public static List<byte[]> ofOnePartition(
            List<ModelRequest> requests, int largestBatch, Random random) {
        return of(requests, 1, largestBatch, random).getFirst();
    }

    /// One block with all requests.
    public static byte[] ofOnePartition(List<ModelRequest> requests) {
        List<byte[]> made = new ArrayList<>();
        var blocks = new PartialBlocks(1, Tier.SECOND);
        count(new BatchAggregator(Tier.SECOND, CLOCK, Set.of(), blocks), requests);
        blocks.flush((block, partition) -> made.add(block));
        return made.getFirst();
    }

    private CountedBlocks() {}
}
