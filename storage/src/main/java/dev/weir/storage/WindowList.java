package dev.weir.storage;

import dev.weir.schema.rollup.Rollup;
import java.util.ArrayList;
import java.util.List;

/// Takes the starts of windows in the order of time, once for each part, gives the rollup that the
/// part is to be merged into.
public final class WindowList {
    private final List<WindowRollup> windows = new ArrayList<>();

    /// The rollup of the window: the same for all of its parts.
    public Rollup at(long windowStart) {
        if (windows.isEmpty() || windows.getLast().windowStart() != windowStart) {
            windows.add(new WindowRollup(windowStart, new Rollup()));
        }
        return windows.getLast().rollup();
    }

    /// The windows, oldest first.
    public List<WindowRollup> list() {
        return windows;
    }
}
