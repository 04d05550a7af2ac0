package dev.weir.jobs.rollup;

import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.Tier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The windows of a task that still take requests, by customer, tier and start, and which of them
/// are to be written out.
final class OpenWindows {
    /// Who the requests of customers beyond the cap are counted for.
    static final String OTHER = "_other";

    /// Requests come sooner than this after they happened, unless somebody catches up.
    private static final long PROMPT_MILLIS = 5_000;

    private final List<Tier> tiers;
    private final int maxCustomers;
    private final WindowSums sums;
    private final Map<WindowId, OpenWindow> windows = new HashMap<>();

    private final CloseSchedule schedule = new CloseSchedule();

    /// By tier, finest first: windows with changes that are not written out, in the order of the first.
    private final List<Set<OpenWindow>> changed = new ArrayList<>();

    /// Windows that changed long after their end: of a backlog, or of a log of old.
    private final Set<OpenWindow> changedInPast = new LinkedHashSet<>();

    /// Windows of the coarser tiers that were never written out.
    private final Set<OpenWindow> fresh = new LinkedHashSet<>();

    private final Map<String, Customer> customers = new HashMap<>();

    /// Open windows of the finest tier that the detectors have not seen.
    private final UnsettledWindows unsettled = new UnsettledWindows();

    private static final class Customer {
        private int openWindows;

        /// Of the finest tier: most requests come to the one to which those before them came.
        private @Nullable OpenWindow latest;
    }

    /// @param snapshots gives what a window's last snapshot holds
    OpenWindows(List<Tier> tiers, int maxCustomers, Function<WindowId, Rollup> snapshots) {
        this.tiers = tiers;
        this.maxCustomers = maxCustomers;
        this.sums = new WindowSums(snapshots, Rollup.scratch());
        tiers.forEach(tier -> changed.add(new LinkedHashSet<>()));
    }

    /// Who the requests of a customer are counted for: beyond the cap on customers with open windows,
    /// a new one is one of the others.
    String admitted(String customer) {
        boolean isIn = customers.size() < maxCustomers || customers.containsKey(customer);
        return isIn ? customer : OTHER;
    }

    /// The window of the finest tier that requests of a customer go to, which are marked as changed
    /// with the windows around it.
    ///
    /// @param position where the requests were read, which names the parts that are opened
    OpenWindow change(String customer, long start, long position, long part, long now) {
        OpenWindow child = null;
        OpenWindow finest = null;
        for (int i = 0; i < tiers.size(); i++) {
            OpenWindow window = child == null ? latest(customer, start) : child.parent;
            if (window == null || window.closed) {
                Tier tier = tiers.get(i);
                window = window(new WindowId(customer, tier, tier.windowStart(start)), part, now);
                if (child != null) {
                    child.parent = window;
                }
            }
            window.updatedAt = now;
            if (window.firstChange == OpenWindow.UNCHANGED) {
                window.firstChange = position;
                window.changedAt = now;
                (isPast(window.id, now) ? changedInPast : changed.get(i)).add(window);
            }
            finest = finest == null ? window : finest;
            child = window;
        }
        if (finest == null) {
            throw new IllegalStateException("there is no tier");
        }
        return finest;
    }

    private @Nullable OpenWindow latest(String customer, long start) {
        Customer known = customers.get(customer);
        OpenWindow latest = known == null ? null : known.latest;
        return latest != null && latest.id.start() == tiers.getFirst().windowStart(start)
                ? latest
                : null;
    }

    private static boolean isPast(WindowId id, long now) {
        return now > id.end() + PROMPT_MILLIS;
    }

    private OpenWindow window(WindowId id, long part, long now) {
        OpenWindow window = windows.get(id);
        if (window == null) {
            window = new OpenWindow(id, part, sums);
            put(window);
            if (!isFinest(id) && !isPast(id, now)) {
                fresh.add(window);
            }
        }
        return window;
    }

    private boolean isFinest(WindowId id) {
        return id.tier().equals(tiers.getFirst());
    }

    /// Opens a window that was open before a restart.
    OpenWindow restore(WindowId id, long part, Rollup total, boolean settled) {
        var window = new OpenWindow(id, part, total, sums);
        window.settled = settled;
        put(window);
        return window;
    }

    private void put(OpenWindow window) {
        windows.put(window.id, window);
        schedule.add(0, window);
        Customer customer = customers.computeIfAbsent(window.id.customer(), _ -> new Customer());
        customer.openWindows++;
        if (isFinest(window.id)) {
            customer.latest = window;
        }
        if (isFinest(window.id) && !window.settled) {
            unsettled.add(window);
        }
    }

    @Nullable OpenWindow get(WindowId id) {
        return windows.get(id);
    }

    /// Marks a window as changed after a restart.
    void changedBefore(OpenWindow window, long position) {
        if (window.firstChange == OpenWindow.UNCHANGED) {
            window.firstChange = position;
            changed.get(tiers.indexOf(window.id.tier())).add(window);
        }
    }

    /// Gives the windows of a tier whose oldest change is of `changedUpTo` or before; after that they are
    /// unchanged. Those that changed long after their end are left to [#writeOutPast].
    ///
    /// @param isBetterLater whether a window is to be passed over this time
    void writeOut(
            Tier tier,
            long changedUpTo,
            Consumer<OpenWindow> writer,
            Predicate<OpenWindow> isBetterLater) {
        writeOut(changed.get(tiers.indexOf(tier)), changedUpTo, writer, () -> true, isBetterLater);
    }

    /// Gives the windows that changed long after their end likewise, as far as there is time.
    void writeOutPast(long changedUpTo, Consumer<OpenWindow> writer, BooleanSupplier hasTime) {
        writeOut(changedInPast, changedUpTo, writer, hasTime, _ -> false);
    }

    private static void writeOut(
            Set<OpenWindow> changed,
            long changedUpTo,
            Consumer<OpenWindow> writer,
            BooleanSupplier hasTime,
            Predicate<OpenWindow> isBetterLater) {
        Iterator<OpenWindow> oldest = changed.iterator();
        while (oldest.hasNext() && hasTime.getAsBoolean()) {
            OpenWindow window = oldest.next();
            if (window.changedAt > changedUpTo) {
                return;
            }
            if (isBetterLater.test(window)) {
                continue;
            }
            oldest.remove();
            window.firstChange = OpenWindow.UNCHANGED;
            writer.accept(window);
        }
    }

    /// Gives the windows of the coarser tiers that are new: people should not wait for an hour's first
    /// number until its turn comes.
    void writeOutFresh(Consumer<OpenWindow> writer) {
        for (OpenWindow window : fresh) {
            if (changed.get(tiers.indexOf(window.id.tier())).remove(window)) {
                window.firstChange = OpenWindow.UNCHANGED;
                writer.accept(window);
            }
        }
        fresh.clear();
    }

    /// The position of the oldest change that is not written out; `otherwise` if all are.
    long oldestChange(long otherwise) {
        long oldest = oldestChange(changedInPast, otherwise);
        for (Set<OpenWindow> windowsOfTier : changed) {
            oldest = oldestChange(windowsOfTier, oldest);
        }
        return oldest;
    }

    private static long oldestChange(Set<OpenWindow> changed, long otherwise) {
        Iterator<OpenWindow> first = changed.iterator();
        return first.hasNext() ? Math.min(otherwise, first.next().firstChange) : otherwise;
    }

    /// Gives the windows of the finest tier that are over and were quiet for a while, by their start,
    /// each once: first those that ended lately, then the others as far as there is time.
    void settle(
            long now, long quietMillis, Consumer<OpenWindow> detectors, BooleanSupplier hasTime) {
        long quietSince = now - quietMillis;
        long promptSince = quietSince - PROMPT_MILLIS;
        unsettled.settle(promptSince, quietSince, quietSince, () -> true, detectors);
        unsettled.settle(Long.MIN_VALUE, promptSince - 1, quietSince, hasTime, detectors);
    }

    /// Closes windows that are over and took nothing for the time of the hold, and the longest untouched
    /// while there are more than `max`.
    ///
    /// @param detectors take a window of the finest tier first, if they have not seen it
    /// @param writer takes it then, if it has changes that are not written out
    /// @param closer takes it last
    /// @param hasTime whether windows may be closed of which work was put off
    void close(
            long now,
            long holdMillis,
            int max,
            Consumer<OpenWindow> detectors,
            Consumer<OpenWindow> writer,
            Consumer<OpenWindow> closer,
            BooleanSupplier hasTime) {
        List<OpenWindow> closing = new ArrayList<>();
        for (OpenWindow window : schedule.take(now)) {
            long over = window.quietSince(now) + holdMillis;
            if (now < over) {
                schedule.add(over, window);
            } else if (!hasTime.getAsBoolean() && isWaiting(window)) {
                schedule.add(now, window);
            } else {
                closing.add(window);
            }
        }
        if (windows.size() - closing.size() > max) {
            addLongestUntouched(closing, now, holdMillis, max);
        }
        // Finer tiers first: what they hold goes to the windows around them.
        closing.sort(Comparator.comparing(window -> window.id.tier()));
        for (OpenWindow window : closing) {
            unsettled.settle(window, detectors);
            if (window.firstChange != OpenWindow.UNCHANGED) {
                writer.accept(window);
            }
            remove(window);
            closer.accept(window);
        }
    }

    /// Whether to close it now would be to do what was put off because it is long over.
    private boolean isWaiting(OpenWindow window) {
        return changedInPast.contains(window) || unsettled.contains(window);
    }

    private void addLongestUntouched(List<OpenWindow> closing, long now, long holdMillis, int max) {
        List<OpenWindow> staying = new ArrayList<>(windows.values());
        staying.removeIf(new HashSet<>(closing)::contains);
        staying.sort(Comparator.comparingLong(window -> window.updatedAt));
        int excess = staying.size() - max;
        closing.addAll(staying.subList(0, excess));
        // The schedule must not hold what is closed until its time would have come.
        schedule.clear();
        for (OpenWindow window : staying.subList(excess, staying.size())) {
            schedule.add(window.quietSince(now) + holdMillis, window);
        }
    }

    private void remove(OpenWindow window) {
        window.closed = true;
        windows.remove(window.id);
        changed.get(tiers.indexOf(window.id.tier())).remove(window);
        changedInPast.remove(window);
        Customer customer = customers.get(window.id.customer());
        if (customer != null && --customer.openWindows == 0) {
            customers.remove(window.id.customer());
        } else if (customer != null && customer.latest == window) {
            customer.latest = null;
        }
    }

    int count() {
        return windows.size();
    }

    int customerCount() {
        return customers.size();
    }
}
