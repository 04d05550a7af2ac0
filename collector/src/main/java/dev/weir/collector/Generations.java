package dev.weir.collector;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The files of one log that are held open, the oldest first; the last one stands in the log's
/// place, or did.
final class Generations implements Iterable<Generation> {
    private final Deque<Generation> all = new ArrayDeque<>();

    @Override
    public Iterator<Generation> iterator() {
        return all.iterator();
    }

    int size() {
        return all.size();
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    @Nullable Generation newest() {
        return all.peekLast();
    }

    @Nullable Generation oldest() {
        return all.peekFirst();
    }

    void add(Generation newest) {
        all.addLast(newest);
    }

    /// Adds a predecessor of the newest, younger than all others.
    void addBeforeNewest(Generation predecessor) {
        Generation newest = all.pollLast();
        all.addLast(predecessor);
        if (newest != null) {
            all.addLast(newest);
        }
    }

    void replace(Generation old, List<Generation> by) {
        List<Generation> rest = List.copyOf(all);
        all.clear();
        for (Generation one : rest) {
            if (one == old) {
                all.addAll(by);
            } else {
                all.addLast(one);
            }
        }
    }

    /// Gives the file that is to be the newest, out of those that are held open if it is one of them:
    /// it came back to the log's place, and is read on and not again.
    Generation orCameBack(Generation opened) throws IOException {
        for (Generation one : all) {
            if (one.place.equals(opened.place) && one.compressed() == null) {
                opened.close();
                one.cameBack();
                all.remove(one);
                return one;
            }
        }
        return opened;
    }

    void closeOldest() throws IOException {
        Generation oldest = all.pollFirst();
        if (oldest != null) {
            oldest.close();
        }
    }

    void clear() {
        all.clear();
    }

    /// How far reading is behind, when last looked at.
    long unreadBytes() {
        return all.stream().mapToLong(Generation::unreadBytes).sum();
    }

    boolean isOpenAt(FileIdentity.Place place) {
        return all.stream().anyMatch(one -> one.place.equals(place));
    }

    /// The files as what looks for predecessors wants to know them.
    List<Predecessors.Open> open() throws IOException {
        List<Predecessors.Open> open = new ArrayList<>();
        for (Generation one : all) {
            open.add(one.asOpen());
        }
        return open;
    }
}
