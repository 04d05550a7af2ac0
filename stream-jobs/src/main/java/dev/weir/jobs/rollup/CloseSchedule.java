package dev.weir.jobs.rollup;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// When open windows are to be looked at for closing: a list for each second, so that a look costs what
/// is due and not what is open.
final class CloseSchedule {
    private static final long SECOND = 1_000;

    private final NavigableMap<Long, List<OpenWindow>> bySecond = new TreeMap<>();

    /// Adds a window that is not in the schedule.
    ///
    /// @param millis the wall clock, milliseconds since 1970-01-01T00:00Z
    void add(long millis, OpenWindow window) {
        bySecond.computeIfAbsent(Math.floorDiv(millis, SECOND), _ -> new ArrayList<>()).add(window);
    }

    /// Takes out every window that is due, and some that are due within this second.
    List<OpenWindow> take(long now) {
        List<OpenWindow> due = new ArrayList<>();
        var past = bySecond.headMap(Math.floorDiv(now, SECOND), true);
        past.values().forEach(due::addAll);
        past.clear();
        return due;
    }

    void clear() {
        bySecond.clear();
    }
}
