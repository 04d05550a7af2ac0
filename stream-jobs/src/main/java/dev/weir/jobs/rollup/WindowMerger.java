package dev.weir.jobs.rollup;

import dev.weir.jobs.metrics.JobMetrics;
import dev.weir.schema.partial.PartialBlock;
import dev.weir.schema.rollup.KeyedRollup;
import dev.weir.schema.rollup.RollupEncoder;
import dev.weir.schema.rollup.Tier;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/// Takes blocks of counts, gives the rollups of windows of every tier: merged while their window is
/// held, written out as they change, forgotten when nothing has come for a while.
///
/// Windows close on the wall clock, so a silent partition leaves none open. Closing is always safe:
/// what comes later opens a new part of the window, and readers merge the parts.
///
/// For one partition of the partials topic and one thread; times are the caller's.
public final class WindowMerger {
    /// Where the results go.
    public interface Output {
        /// A window as it is now, encoded.
        void rollup(String customer, byte[] rollup);

        /// A window of the finest tier that is over, once.
        void settled(KeyedRollup rollup);
    }

    /// What windows there are.
    ///
    /// @param tiers finest first
    /// @param holdMillis how long a window is kept after its end and its last change
    /// @param maxWindows beyond it the longest untouched are closed early
    /// @param maxCustomers with open windows; requests of further ones are counted for `_other`
    public record Limits(List<Tier> tiers, long holdMillis, int maxWindows, int maxCustomers) {}

    /// A finest window is shown to the detectors when it is over and this quiet, in milliseconds:
    /// long enough for the batches of a second to come in, short enough to tell of an attack soon.
    private static final long SETTLE_MILLIS = 1_500;

    private static final long SWEEP_MILLIS = 1_000;

    private final Limits limits;
    private final int partition;
    private final String task;
    private final Output output;
    private final JobMetrics metrics;
    private final RollupEncoder encoder = new RollupEncoder();
    private final OpenWindows windows;
    private final WindowLog log;
    private final KeptBytes kept;
    private final EmitInterval intervals;
    private long sweptAt;

    /// Of the last block that was merged.
    private long position;

    /// Creates a merger with the windows that were kept in `store`.
    ///
    /// @param kept what this merger and others keep of blocks
    /// @param intervals of this thread
    /// @param partition of the partials topic
    /// @param task its name in the metrics
    /// @param now the wall clock, milliseconds since 1970-01-01T00:00Z
    public WindowMerger(
            Limits limits,
            KeptBytes kept,
            EmitInterval intervals,
            int partition,
            String task,
            KeyValueStore<Bytes, byte[]> store,
            Output output,
            JobMetrics metrics,
            long now) {
        this.limits = limits;
        this.intervals = intervals;
        this.partition = partition;
        this.task = task;
        this.output = output;
        this.metrics = metrics;
        this.kept = kept;
        this.log = new WindowLog(store, kept);
        this.windows = new OpenWindows(limits.tiers(), limits.maxCustomers(), log::total);
        this.position = new WindowRestore(limits.tiers(), windows, partition).from(log, now);
    }

    /// Merges a block.
    ///
    /// @param offset where it was read
    /// @param now the wall clock, milliseconds since 1970-01-01T00:00Z
    /// @throws IllegalArgumentException if it is none; nothing is merged then
    public void merge(byte[] bytes, long offset, long now) {
        PartialBlock block = PartialBlock.read(bytes);
        position = offset;
        long part = part(partition, offset);
        List<Integer> others = new ArrayList<>(0);
        for (int cell = 0; cell < block.cellCount(); cell++) {
            String customer = windows.admitted(block.customer(cell));
            if (!customer.equals(block.customer(cell))) {
                others.add(cell);
            }
            long start = block.windowStart(cell);
            OpenWindow window = windows.change(customer, start, offset, part, now);
            if (window.part == part && now > window.id.end() + limits.holdMillis()) {
                metrics.latePart();
            }
            window.add(block, cell);
        }
        log.block(offset, new KeptBlock(bytes, others));
        metrics.partialsMerged(block.cellCount(), others.size());
    }

    /// The position of the record that opens a part is its name: the same record always opens the
    /// same part, and no two open one of the same window.
    static long part(int partition, long offset) {
        return (partition + 1L) << 48 | offset;
    }

    /// Writes out what is due, and closes what is over. To be called every 50 ms or so.
    ///
    /// @param now the wall clock, milliseconds since 1970-01-01T00:00Z
    public void tick(long now) {
        long began = System.nanoTime();
        double patience = kept.patience();
        windows.writeOutFresh(this::writeOut);
        for (Tier tier : limits.tiers()) {
            writeOut(tier, patience, now);
        }
        intervals.wrote(began, System.nanoTime());
        var past = new PastBudget(patience < 1 || windows.count() > limits.maxWindows() / 2);
        windows.settle(now, SETTLE_MILLIS, this::showToDetectors, past::isLeft);
        long pastAge = (long) (patience * intervals.pastMillis());
        windows.writeOutPast(now - pastAge, this::writeOut, past::isLeft);
        if (now - sweptAt >= SWEEP_MILLIS) {
            sweptAt = now;
            sweep(now, past);
        }
        log.forgetBefore(windows.oldestChange(position + 1));
    }

    /// Small windows hold back the blocks of a second or two. To write them early would let few blocks
    /// go, and write them several times, when the task has no time to lose.
    private void writeOut(Tier tier, double patience, long now) {
        boolean isSmall = patience > 0 && tier.equals(limits.tiers().getFirst());
        long age = (long) ((isSmall ? 1 : patience) * intervals.millis(tier));
        windows.writeOut(
                tier,
                now - age,
                this::writeOut,
                window ->
                        isSmall && intervals.isBetterLater(window.id.end(), window.changedAt, now));
    }

    private void showToDetectors(OpenWindow window) {
        output.settled(window.total());
        window.release();
    }

    private void writeOut(OpenWindow window) {
        byte[] rollup = encoder.encode(window.total());
        log.snapshot(window, position, rollup);
        output.rollup(window.id.customer(), rollup);
        metrics.rollupWritten();
        if (window.settled) {
            window.release();
        }
    }

    /// Gives back what this merger's blocks take of what may be kept.
    public void close() {
        log.close();
    }

    /// What a restart would read back, in bytes.
    long stateBytes() {
        return log.bytes();
    }

    private void sweep(long now, PastBudget past) {
        windows.close(
                now,
                limits.holdMillis(),
                limits.maxWindows(),
                this::showToDetectors,
                this::writeOut,
                window -> log.close(window, position),
                past::isLeft);
        metrics.openWindows(task, windows.count());
        metrics.openCustomers(task, windows.customerCount());
        metrics.keptBlocks(task, log.blockBytes());
        metrics.stateBytes(task, stateBytes());
    }
}
