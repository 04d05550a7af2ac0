package dev.weir.jobs.rollup;

import dev.weir.schema.rollup.Rollup;
import java.util.function.Function;

/// What the windows of a task need to add up what came to them.
///
/// @param snapshots gives what a window's last snapshot holds
/// @param scratch empty; a window adds up in it, and leaves it empty
record WindowSums(Function<WindowId, Rollup> snapshots, Rollup scratch) {
    Rollup snapshot(WindowId id) {
        return snapshots.apply(id);
    }
}
