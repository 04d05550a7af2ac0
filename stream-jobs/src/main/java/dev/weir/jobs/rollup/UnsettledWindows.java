package dev.weir.jobs.rollup;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Windows that the signals' detectors have not seen, by their end: each tick asks which of
/// them are over, and most are not.
final class UnsettledWindows {
    private final NavigableMap<Long, Set<OpenWindow>> byEnd = new TreeMap<>();

    void add(OpenWindow window) {
        byEnd.computeIfAbsent(window.id.end(), _ -> new LinkedHashSet<>()).add(window);
    }

    boolean contains(OpenWindow window) {
        Set<OpenWindow> ofSameEnd = byEnd.get(window.id.end());
        return ofSameEnd != null && ofSameEnd.contains(window);
    }

    /// Shows a window to the detectors if they have not seen it.
    void settle(OpenWindow window, Consumer<OpenWindow> detectors) {
        Set<OpenWindow> ofSameEnd = byEnd.get(window.id.end());
        if (ofSameEnd != null && ofSameEnd.remove(window)) {
            if (ofSameEnd.isEmpty()) {
                byEnd.remove(window.id.end());
            }
            show(window, detectors);
        }
    }

    /// Shows windows to the detectors, by their end, as far as there is time.
    ///
    /// @param firstEnd of the windows
    /// @param lastEnd likewise
    /// @param quietSince windows that changed later stay
    void settle(
            long firstEnd,
            long lastEnd,
            long quietSince,
            BooleanSupplier hasTime,
            Consumer<OpenWindow> detectors) {
        Iterator<Set<OpenWindow>> over =
                byEnd.subMap(firstEnd, true, lastEnd, true).values().iterator();
        while (over.hasNext() && hasTime.getAsBoolean()) {
            Set<OpenWindow> ofSameEnd = over.next();
            Iterator<OpenWindow> all = ofSameEnd.iterator();
            while (all.hasNext() && hasTime.getAsBoolean()) {
                OpenWindow window = all.next();
                if (window.updatedAt <= quietSince) {
                    all.remove();
                    show(window, detectors);
                }
            }
            if (ofSameEnd.isEmpty()) {
                over.remove();
            }
        }
    }

    private static void show(OpenWindow window, Consumer<OpenWindow> detectors) {
        window.settled = true;
        detectors.accept(window);
    }
}
