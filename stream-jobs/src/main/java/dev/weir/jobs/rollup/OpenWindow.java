package dev.weir.jobs.rollup;

import dev.weir.schema.partial.PartialBlock;
import dev.weir.schema.rollup.KeyedRollup;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A window that still takes requests. Times are of the wall clock, in milliseconds; positions are
/// offsets in the partials topic.
///
/// Requests are merged into the window of the finest tier. What came to a window since it was last
/// folded goes on to the window around it when one of the two is written out: so a minute merges a
/// customer's seconds, not its batches, and an hour merges minutes.
final class OpenWindow {
    /// Nothing came since the last snapshot.
    static final long UNCHANGED = -1;

    /// Clocks of different hosts are never quite the same.
    private static final long AHEAD_MILLIS = 60_000;

    final WindowId id;

    /// Tells this part of the window from others, opened before it or after it was closed.
    final long part;

    /// The window of the next coarser tier around this one; null in the coarsest.
    @Nullable OpenWindow parent;

    /// Null: released, to be read back when it is needed.
    private @Nullable Rollup total;

    private final WindowSums sums;

    /// Nothing was added to the total, so anything may take its place.
    private boolean isTotalNew;

    /// The total is also among what came to the window around this one, and must not be changed.
    private boolean isTotalShared;

    /// What came since the last fold.
    private @Nullable Arrivals arrivals;

    /// Windows within this one that may hold what this one does not yet.
    private final List<OpenWindow> unfolded = new ArrayList<>(2);

    private boolean isInParentsList;

    long updatedAt;

    /// When the first change came that is not in the snapshot.
    long changedAt;

    /// Where that change was read; [#UNCHANGED] if there is none.
    long firstChange = UNCHANGED;

    /// What its last snapshot takes in the log; 0 if there is none.
    int snapshotBytes;

    /// Whether the signals' detectors have seen it.
    boolean settled;

    boolean closed;

    /// A window that nothing has come to.
    OpenWindow(WindowId id, long part, WindowSums sums) {
        this(id, part, new Rollup(), sums);
        isTotalNew = true;
    }

    /// A window as it was kept.
    OpenWindow(WindowId id, long part, Rollup total, WindowSums sums) {
        this.id = id;
        this.part = part;
        this.total = total;
        this.sums = sums;
    }

    /// From when on no more is expected: its end or its last change, whichever comes later. One that
    /// has not even begun belongs to a clock that is ahead, and does not stay open until its time
    /// comes.
    long quietSince(long now) {
        boolean isAhead = id.start() > now + AHEAD_MILLIS;
        return isAhead ? updatedAt : Math.max(id.end(), updatedAt);
    }

    /// Takes the cell of a block, which is read when the window is folded.
    void add(PartialBlock block, int cell) {
        arrivals().add(block, cell);
    }

    private Arrivals arrivals() {
        if (!isInParentsList) {
            listInParent();
        }
        Arrivals present = arrivals;
        if (present == null) {
            present = new Arrivals();
            arrivals = present;
        }
        return present;
    }

    private void listInParent() {
        OpenWindow around = parent;
        if (around == null) {
            return;
        }
        isInParentsList = true;
        around.unfolded.add(this);
        if (!around.isInParentsList) {
            around.listInParent();
        }
    }

    /// Everything that came, in this window and in those within it.
    KeyedRollup total() {
        fold();
        return new KeyedRollup(
                new RollupKey(id.customer(), id.tier(), id.start(), part), present());
    }

    private Rollup present() {
        Rollup present = total;
        if (present == null) {
            present = sums.snapshot(id);
            total = present;
            isTotalShared = false;
        }
        return present;
    }

    /// The total, to be changed.
    private Rollup own() {
        Rollup present = present();
        if (isTotalShared) {
            Rollup copy = new Rollup();
            copy.merge(present);
            total = copy;
            isTotalShared = false;
            return copy;
        }
        return present;
    }

    /// Lets go of what the last snapshot holds, if that is all: most windows take nothing more once
    /// they are over, and there are ten of them for one that does.
    void release() {
        if (arrivals == null
                && unfolded.isEmpty()
                && firstChange == UNCHANGED
                && snapshotBytes > 0) {
            total = null;
        }
    }

    private void fold() {
        for (OpenWindow child : unfolded) {
            child.fold();
            child.isInParentsList = false;
        }
        unfolded.clear();
        Arrivals all = arrivals;
        if (all == null) {
            return;
        }
        arrivals = null;
        Rollup came = all.sum(sums.scratch());
        if (parent != null) {
            parent.arrivals().add(came, sums.scratch());
        }
        if (isTotalNew) {
            isTotalNew = false;
            isTotalShared = true;
            total = came;
        } else {
            own().merge(came, sums.scratch());
        }
    }

    /// Where requests are to be merged that were read before a restart: the windows around this one
    /// get them by themselves.
    Rollup restored() {
        isTotalNew = false;
        return own();
    }
}
