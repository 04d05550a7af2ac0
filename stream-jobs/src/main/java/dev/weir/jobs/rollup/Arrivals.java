package dev.weir.jobs.rollup;

import dev.weir.schema.partial.PartialBlock;
import dev.weir.schema.rollup.Rollup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What came to a window since it was last folded: cells of blocks, or rollups of the windows within it.
///
/// They are added up when somebody wants the sum and not as they come, for then all that came to one
/// window is added up at once, in a table that is in the cache: a task has a hundred thousand windows,
/// and each block has something for ten thousand of them.
final class Arrivals {
    /// More rollups become one: they take as much memory as a window.
    private static final int MAX_ROLLUPS = 4;

    private static final int INITIAL_CELLS = 4;
    private static final PartialBlock[] NO_BLOCKS = {};
    private static final int[] NO_CELLS = {};

    private PartialBlock[] blocks = NO_BLOCKS;
    private int[] cells = NO_CELLS;
    private int cellCount;
    private final List<Rollup> rollups = new ArrayList<>(0);

    void add(PartialBlock block, int cell) {
        if (cellCount == cells.length) {
            int grown = Math.max(INITIAL_CELLS, cellCount * 2);
            blocks = Arrays.copyOf(blocks, grown);
            cells = Arrays.copyOf(cells, grown);
        }
        blocks[cellCount] = block;
        cells[cellCount++] = cell;
    }

    /// @param rollup is not changed any more
    /// @param scratch empty; as it was, afterwards
    void add(Rollup rollup, Rollup scratch) {
        if (rollups.size() == MAX_ROLLUPS) {
            rollups.forEach(scratch::merge);
            rollups.clear();
            rollups.add(scratch.take());
        }
        rollups.add(rollup);
    }

    /// Everything that came, as one rollup that is not to be changed.
    ///
    /// @param scratch empty; as it was, afterwards
    Rollup sum(Rollup scratch) {
        if (cellCount == 0 && rollups.size() == 1) {
            return rollups.getFirst();
        }
        for (int i = 0; i < cellCount; i++) {
            blocks[i].addTo(scratch, cells[i]);
        }
        rollups.forEach(scratch::merge);
        return scratch.take();
    }
}
