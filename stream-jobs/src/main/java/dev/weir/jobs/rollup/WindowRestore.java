package dev.weir.jobs.rollup;

import dev.weir.schema.partial.PartialBlock;
import dev.weir.schema.rollup.KeyedRollup;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.Tier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Takes what a [WindowLog] kept, gives the windows as they were when it was last committed.
final class WindowRestore {
    private final List<Tier> tiers;
    private final OpenWindows windows;
    private final int partition;

    /// The position up to which a window holds all blocks.
    private final Map<WindowId, Long> held = new HashMap<>();

    private long newest = -1;

    WindowRestore(List<Tier> tiers, OpenWindows windows, int partition) {
        this.tiers = tiers;
        this.windows = windows;
        this.partition = partition;
    }

    /// Fills the windows.
    ///
    /// @return the position of the newest block that was merged; -1 if none is known
    long from(WindowLog log, long now) {
        log.restore(
                new WindowLog.Restored() {
                    @Override
                    public OpenWindow window(
                            WindowId id,
                            long position,
                            long updatedAt,
                            boolean settled,
                            KeyedRollup total) {
                        OpenWindow window =
                                windows.restore(id, total.key().part(), total.rollup(), settled);
                        window.updatedAt = updatedAt;
                        held.put(id, position);
                        newest = Math.max(newest, position);
                        return window;
                    }

                    @Override
                    public void closed(WindowId id, long position) {
                        held.put(id, position);
                        newest = Math.max(newest, position);
                    }

                    @Override
                    public void block(long position, KeptBlock block) {
                        merge(position, block, now);
                        newest = Math.max(newest, position);
                    }
                });
        return newest;
    }

    private void merge(long position, KeptBlock kept, long now) {
        PartialBlock block = PartialBlock.read(kept.block());
        Set<Integer> others = new HashSet<>(kept.others());
        for (int cell = 0; cell < block.cellCount(); cell++) {
            String customer = others.contains(cell) ? OpenWindows.OTHER : block.customer(cell);
            for (Tier tier : tiers) {
                long start = tier.windowStart(block.windowStart(cell));
                merge(new WindowId(customer, tier, start), position, block, cell, now);
            }
        }
    }

    private void merge(WindowId id, long position, PartialBlock block, int cell, long now) {
        Long heldTo = held.get(id);
        if (heldTo != null && heldTo >= position) {
            return;
        }
        OpenWindow window = windows.get(id);
        if (window == null) {
            long part = WindowMerger.part(partition, position);
            window = windows.restore(id, part, new Rollup(), false);
        }
        window.updatedAt = now;
        windows.changedBefore(window, position);
        block.addTo(window.restored(), cell);
    }
}
