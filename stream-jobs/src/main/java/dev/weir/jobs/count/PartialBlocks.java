package dev.weir.jobs.count;

import dev.weir.schema.Topics;
import dev.weir.schema.partial.PartialBlockWriter;
import dev.weir.schema.rollup.Tier;
import java.util.Arrays;
import java.util.function.ObjIntConsumer;
import org.apache.kafka.common.utils.Utils;

/// Takes counts of customers, gives them as blocks: one for each partition of the partials topic, so
/// that the many customers with few requests do not cost a record each.
///
/// A customer's counts always go to one partition, for one task must see them all to merge them.
public final class PartialBlocks {
    /// Well below what a record may have: Kafka takes long over large ones.
    static final int MAX_BLOCK_BYTES = Topics.MAX_JOB_RECORD_BYTES / 2;

    /// What is gathered for all blocks of a task between two commits, about, at most.
    private static final int LARGE_BYTES = 32 << 20;

    private final PartialBlockWriter[] blocks;
    private final int maxBlockBytes;

    /// Creates empty blocks of a size that Kafka takes.
    ///
    /// @param partitions of the partials topic
    /// @param tier the windows' size
    public PartialBlocks(int partitions, Tier tier) {
        this(partitions, tier, MAX_BLOCK_BYTES);
    }

    /// Creates empty blocks.
    ///
    /// @param partitions of the partials topic
    /// @param tier the windows' size
    /// @param maxBlockBytes more become several blocks
    public PartialBlocks(int partitions, Tier tier, int maxBlockBytes) {
        this.maxBlockBytes = maxBlockBytes;
        blocks = new PartialBlockWriter[partitions];
        Arrays.setAll(blocks, partition -> new PartialBlockWriter(tier));
    }

    int partitions() {
        return blocks.length;
    }

    /// The partition of a customer: what Kafka's own partitioner does with such a key.
    int partition(byte[] customer) {
        return Utils.toPositive(Utils.murmur2(customer)) % blocks.length;
    }

    PartialBlockWriter block(int partition) {
        return blocks[partition];
    }

    /// Whether the blocks should not wait for a commit any more.
    public boolean areLarge() {
        int bytes = 0;
        for (PartialBlockWriter block : blocks) {
            bytes += block.size();
        }
        return bytes > LARGE_BYTES;
    }

    void clear() {
        for (PartialBlockWriter block : blocks) {
            block.clear();
        }
    }

    /// Gives each block that is not empty with its partition, and begins new ones.
    public void flush(ObjIntConsumer<byte[]> receiver) {
        for (int partition = 0; partition < blocks.length; partition++) {
            if (!blocks[partition].isEmpty()) {
                int to = partition;
                blocks[partition].write(maxBlockBytes, block -> receiver.accept(block, to));
            }
        }
    }
}
