package dev.weir.collector;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Takes the logs that are followed, gives those that have something to read, in the order in which
/// they are read in a round.
///
/// Those that one turn reads to their end come first: what was just written does not wait for what
/// was written long ago. Behind them come the backlogs, and among each kind whoever was served
/// longest ago. A round ends when there is no room for more; if no backlog had a turn in it, the
/// first turn of the next round is a backlog's.
final class ReadingOrder<T> {
    private final Predicate<T> hasUnread;
    private final ToLongFunction<T> unreadBytes;
    private final long turnBytes;
    private List<T> backlogs = List.of();
    private @Nullable T lastLive;
    private @Nullable T lastBacklog;
    private boolean backlogServed = true;

    /// Creates an order in which nobody was served yet.
    ///
    /// @param turnBytes what a turn reads at most
    ReadingOrder(Predicate<T> hasUnread, ToLongFunction<T> unreadBytes, long turnBytes) {
        this.hasUnread = hasUnread;
        this.unreadBytes = unreadBytes;
        this.turnBytes = turnBytes;
    }

    /// The order of a round.
    List<T> next(List<T> all) {
        boolean owed = !backlogServed;
        Ring<T> live = new Ring<>(lastLive);
        Ring<T> behind = new Ring<>(lastBacklog);
        for (T one : all) {
            boolean isLive = unreadBytes.applyAsLong(one) <= turnBytes;
            live.pass(one, isLive && hasUnread.test(one));
            behind.pass(one, !isLive && hasUnread.test(one));
        }
        List<T> order = live.inOrder();
        backlogs = behind.inOrder();
        backlogServed = backlogs.isEmpty();
        int first = owed ? Math.min(1, backlogs.size()) : 0;
        order.addAll(0, backlogs.subList(0, first));
        order.addAll(backlogs.subList(first, backlogs.size()));
        return order;
    }

    /// Says that one had its turn.
    void served(T one) {
        if (backlogs.contains(one)) {
            lastBacklog = one;
            backlogServed = true;
        } else {
            lastLive = one;
        }
    }

    /// Takes some of a list in turn, beginning behind the one that was last.
    private static final class Ring<T> {
        private final List<T> before = new ArrayList<>();
        private final List<T> after = new ArrayList<>();
        private final @Nullable T last;
        private boolean isPast;

        Ring(@Nullable T last) {
            this.last = last;
        }

        void pass(T one, boolean isTaken) {
            if (isTaken) {
                (isPast ? after : before).add(one);
            }
            isPast |= one.equals(last);
        }

        List<T> inOrder() {
            List<T> order = new ArrayList<>(after);
            order.addAll(before);
            return order;
        }
    }
}
