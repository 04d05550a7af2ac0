package dev.weir.collector;

import dev.weir.collector.Checkpoint.Position;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Follows one log through its rotations: takes files, gives blocks of whole lines to the ring.
///
/// The file in the log's place and every predecessor that is not read to its end are held open,
/// oldest first. A younger one is read when all older ones are at their end. A predecessor is given
/// up when it is read and has not grown for a while; if it grows after that, it is found again.
final class FileTail implements AutoCloseable {
    private static final Logger LOG = System.getLogger(FileTail.class.getName());

    /// Predecessors opened at once: the others are opened when these are read.
    private static final int MAX_OPENED = 4;

    private static final long KEPT_WITHIN_MILLIS = 1000;

    /// A file that was removed is held open for so many times the rest of a renamed one, in case
    /// somebody still writes to it: once closed it is gone.
    private static final int REMOVED_RESTS = 12;

    private final LogFile log;
    private final Following shared;
    private final Predecessors predecessors;
    private final Generations generations = new Generations();
    private final LookSchedule schedule;

    /// When the newest file was last seen in the log's place.
    private long placeSeenAt;

    /// When that was the time before.
    private long seenBefore;

    private boolean absent;
    private boolean awaited;

    /// Before that time it is not looked for again whether the oldest file still has a name.
    private long besideAt;

    private final Rescans rescans = new Rescans();
    private final LogTroubles troubles;

    FileTail(LogFile log, Following shared) {
        this.log = log;
        this.shared = shared;
        this.schedule = new LookSchedule(shared.timing());
        this.troubles = new LogTroubles(log.path(), shared.metrics());
        this.predecessors = new Predecessors(log, shared.book(), shared.listings(), troubles::add);
    }

    /// Opens what is there: predecessors that were not read to their end, and the log itself.
    ///
    /// @param fromEnd whether a log that was never seen is read from its end
    /// @param firstSince of a log that was never seen, predecessors written after this time are
    ///     read too; empty: none
    void open(boolean fromEnd, Optional<Long> firstSince, long now) throws IOException {
        Optional<Long> lastSeen = shared.book().lastSeen(log.path());
        boolean first = lastSeen.isEmpty();
        // The log first: a rotation from here on is seen by its place.
        Generation current = openLog(fromEnd && first, now);
        placeSeenAt = now;
        seenBefore = now;
        if (current == null) {
            openMissed(List::of, first ? firstSince : lastSeen, now);
            return;
        }
        try {
            boolean same = current.continuedIn(shared.book()).isPresent();
            if (same) {
                // Before others are looked at, which takes time: it may be emptied meanwhile.
                current.refresh(log, shared.book(), now);
            }
            Predecessors.OpenFiles open = () -> List.of(current.asOpen());
            if (same) {
                openUnread(open, Optional.empty(), now).forEach(generations::add);
                // If it was emptied and filled before it was refreshed, its copy goes on.
                rescans.add(now + quiescentMillis(), Optional.empty());
            } else {
                openMissed(open, first ? firstSince : lastSeen, now);
                noteEmptiedUnseen(current);
            }
        } finally {
            generations.add(current);
        }
    }

    private void openMissed(Predecessors.OpenFiles open, Optional<Long> since, long now)
            throws IOException {
        openUnread(open, since, now).forEach(generations::add);
        // Names may have moved on while they were listed.
        since.ifPresent(_ -> rescans.add(now + quiescentMillis(), since));
    }

    private @Nullable Generation openLog(boolean fromEnd, long now) throws IOException {
        try {
            return Generation.open(log.path(), fromEnd, now);
        } catch (NoSuchFileException e) {
            troubles.missing();
            return null;
        }
    }

    private void noteEmptiedUnseen(Generation current) {
        Optional<Checkpoint> before = shared.book().lastAt(current.place, log.path());
        if (before.isPresent()) {
            shared.metrics().truncated();
            LOG.log(
                    Level.WARNING,
                    "log path={0} was emptied, or its inode used again, while it was not followed;"
                            + " after offset={1} only what a copy of it has can be read",
                    log.path(),
                    Long.toString(before.get().offset()));
        }
    }

    /// Opens the predecessors that hold unread lines, the oldest of them if they are many.
    private List<Generation> openUnread(Predecessors.OpenFiles open, Optional<Long> since, long now)
            throws IOException {
        List<Generation> opened = new ArrayList<>();
        int room = generations.size() <= MAX_OPENED ? MAX_OPENED : 0;
        for (var unread : predecessors.unread(open, since, now)) {
            if (opened.size() == room) {
                // They are in the book, whatever comes: no need to know since when.
                rescans.add(room > 0 ? now : now + quiescentMillis(), Optional.empty());
                break;
            }
            Optional<Generation> file = Generation.open(unread.file(), shared.inflation(), now);
            if (file.isEmpty()) {
                rescans.add(now, since);
                continue;
            }
            Source source = shared.book().resume(log, unread.checkpoint(), now);
            // What was acknowledged meanwhile may lie beyond a copy's end.
            Position start = unread.checkpoint().position();
            file.get().goOn(source, start);
            opened.add(file.get());
            LOG.log(
                    Level.INFO,
                    "log path={0} was rotated, reading file={1} after offset={2}",
                    log.path(),
                    unread.file().path(),
                    Long.toString(start.offset()));
        }
        if (predecessors.isUndecided()) {
            rescans.add(now, since);
        }
        return opened;
    }

    boolean isDue(long now) {
        return schedule.isDue(now);
    }

    /// Whether the last look found more than is read.
    boolean hasUnread() {
        return schedule.hasUnread();
    }

    /// How far reading is behind, when last looked at.
    long unreadBytes() {
        return generations.unreadBytes();
    }

    /// Lets the next look be soon: something happened to the file.
    void wake() {
        schedule.wake();
    }

    /// Looks at the log's place, and at the files for their sizes.
    ///
    /// @param watched whether a change would be told
    void look(boolean watched, long now) {
        boolean more = false;
        try {
            discover(now);
            if (rescans.isDue(now)) {
                Optional<Long> since = rescans.take(now);
                List<Generation> missed = openUnread(generations::open, since, now);
                missed.forEach(generations::addBeforeNewest);
                noteEmptiedBetweenLooks(missed);
            }
            for (Generation generation : generations) {
                more |= refresh(generation, now);
                more |= generation.isChanged() || generation.isPending();
            }
            retire(now);
            troubles.over();
        } catch (IOException e) {
            troubles.add(e);
        }
        boolean told = watched && generations.size() == 1 && rescans.isEmpty();
        schedule.looked(more, !shared.ring().hasRoom(), told, now);
    }

    /// The log was seen without a line, now it has one, and beside it lies a file that nobody knows:
    /// it was filled, copied and emptied in between.
    private void noteEmptiedBetweenLooks(List<Generation> missed) {
        if (awaited && !missed.isEmpty()) {
            shared.metrics().truncated();
            LOG.log(
                    Level.WARNING,
                    "log path={0} was filled and emptied between two looks; what no copy has is"
                            + " lost",
                    log.path());
        }
        awaited = false;
    }

    private boolean refresh(Generation generation, long now) throws IOException {
        boolean wasUnknown = generation.source() == null;
        boolean more = generation.refresh(log, shared.book(), now);
        if (wasUnknown && generation.source() != null && generation.wasAwaited()) {
            rescans.add(now, Optional.of(seenBefore));
            awaited = true;
        }
        long lost = generation.takeLost();
        if (lost > 0) {
            shared.metrics().gap(lost);
            LOG.log(
                    Level.WARNING,
                    "log path={0}: another bytes={1} were lost when it was emptied",
                    log.path(),
                    Long.toString(lost));
        }
        return more;
    }

    /// Looks whether another file stands in the log's place.
    private void discover(long now) throws IOException {
        try {
            Generation newest = generations.newest();
            FileIdentity.Place place = FileIdentity.Place.of(log.path());
            absent = false;
            if (newest == null || !newest.place.equals(place)) {
                openNext(newest, now);
            }
            seenBefore = placeSeenAt;
            placeSeenAt = now;
            Generation current = generations.newest();
            Source source = current == null ? null : current.source();
            if (source != null) {
                source.seen(now);
            }
        } catch (NoSuchFileException e) {
            boolean wasAbsent = absent;
            absent = true;
            if (generations.isEmpty()) {
                troubles.missing();
            } else if (rescans.isEmpty()) {
                // A successor may have come and gone between two looks.
                rescans.add(now + (wasAbsent ? quiescentMillis() : 0), Optional.of(placeSeenAt));
            }
        }
    }

    /// Two rotations may lie between two looks: the file in the middle never stood in the log's
    /// place when we looked.
    private void openNext(@Nullable Generation newest, long now) throws IOException {
        Generation next = generations.orCameBack(Generation.open(log.path(), false, now));
        long since = placeSeenAt;
        if (newest == null) {
            LOG.log(Level.INFO, "log path={0} is there", log.path());
        } else {
            shared.metrics().rotated();
        }
        generations.add(next);
        openUnread(generations::open, Optional.of(since), now)
                .forEach(generations::addBeforeNewest);
        // Names may have moved on while they were listed.
        rescans.add(now + quiescentMillis(), Optional.of(since));
    }

    /// Publishes up to `blocks` blocks; gives whether there was anything, while the ring has room.
    boolean read(int blocks, long now) {
        boolean progress = false;
        boolean more = true;
        try {
            for (int count = 0; more && count < blocks && shared.ring().hasRoom(); count++) {
                more = readBlock(now);
                progress |= more;
            }
        } catch (IOException e) {
            troubles.add(e);
            more = false;
        }
        schedule.read(more, now);
        return progress;
    }

    private boolean readBlock(long now) throws IOException {
        for (Generation generation : generations) {
            boolean more = refresh(generation, now);
            if (generation.isChanged()) {
                replaceChanged(generation, now);
                return true;
            }
            Source source = generation.source();
            if (more && source != null && isKept(source, now)) {
                shared.ring().publish(block -> generation.fill(block, source, now));
                return true;
            }
        }
        return false;
    }

    /// A source must be in the checkpoint file before something of it is handed over: after a crash
    /// a copy of the file would otherwise be taken for another source. A disk that takes nothing
    /// delays this, and no more.
    private boolean isKept(Source source, long now) {
        return source.isKept() || now - source.followedAt() >= KEPT_WITHIN_MILLIS;
    }

    /// An emptied file is a new generation in the old place; what was not read of the old one is
    /// read from the copy that was made of it, if there is one.
    private void replaceChanged(Generation changed, long now) throws IOException {
        shared.metrics().truncated();
        Position read = changed.position();
        Source source = changed.source();
        Generation copy = source == null ? null : openCopy(source, read, now);
        long saved = Math.max(read.offset(), copy == null ? 0 : copy.size());
        long lost = Math.max(0, changed.knownSize() - saved);
        shared.metrics().gap(lost);
        LOG.log(
                Level.WARNING,
                "log path={0} was emptied at offset={1}; {2}; known to be lost bytes={3}, besides"
                        + " what was written after the last look",
                log.path(),
                Long.toString(read.offset()),
                copy == null ? "no copy has more" : "reading on in file=" + copy.path(),
                Long.toString(lost));
        // It may have been emptied twice; and a copy that is just being compressed has no name yet.
        rescans.add(now, Optional.of(seenBefore));
        rescans.add(now + quiescentMillis(), Optional.of(seenBefore));
        Generation next = changed.reopened(Math.max(saved, changed.knownSize()), now);
        generations.replace(changed, copy == null ? List.of(next) : List.of(copy, next));
        if (source != null) {
            source.lost(lost);
            if (copy == null) {
                shared.ring().end(source, now);
                shared.book().retire(source, read);
            }
        }
    }

    private @Nullable Generation openCopy(Source source, Position read, long now)
            throws IOException {
        Checkpoint state = source.checkpoint().at(read);
        Optional<RotatedFile> copy = predecessors.copyOf(state, generations);
        if (copy.isEmpty()) {
            return null;
        }
        Optional<Generation> opened = Generation.open(copy.get(), shared.inflation(), now);
        if (opened.isEmpty()) {
            return null;
        }
        Generation generation = opened.get();
        generation.goOn(source, read);
        refresh(generation, now);
        return generation;
    }

    private void retire(long now) throws IOException {
        while (generations.size() > 1 || (absent && !generations.isEmpty())) {
            Generation oldest = generations.oldest();
            if (oldest == null || !rests(oldest, now) || !shared.ring().hasRoom()) {
                return;
            }
            oldest.identifyIncomplete(log, shared.book(), now);
            Source source = oldest.source();
            if (source != null && oldest.isUnfinished()) {
                shared.ring().publish(block -> oldest.fillUnfinished(block, source, now));
                continue;
            }
            if (source != null) {
                shared.ring().end(source, now);
                shared.book().retire(source, oldest.position());
            }
            RotatedFile.Version compressed = oldest.compressed();
            if (compressed != null) {
                predecessors.exhausted(compressed);
            }
            generations.closeOldest();
            // Somebody may still write to it.
            rescans.add(now + removedRest(), Optional.empty());
        }
    }

    private boolean rests(Generation oldest, long now) throws IOException {
        long quiescent = quiescentMillis();
        if (!oldest.isAtEnd() || oldest.isChanged() || !oldest.rests(now, quiescent)) {
            return false;
        }
        boolean last = generations.size() == 1;
        if (oldest.compressed() != null || (last && !oldest.rests(now, removedRest()))) {
            return !last;
        }
        if (now < besideAt) {
            return false;
        }
        if (predecessors.isBeside(oldest.place)) {
            // Renamed. If its successor is still to come, the writers go on with it.
            besideAt = last ? now + quiescent : now;
            return !last;
        }
        besideAt = now + quiescent;
        return oldest.rests(now, removedRest());
    }

    private long quiescentMillis() {
        return shared.timing().quiescent().toMillis();
    }

    private long removedRest() {
        return REMOVED_RESTS * quiescentMillis();
    }

    LogFile log() {
        return log;
    }

    int openFiles() {
        return generations.size();
    }

    boolean isOpenAt(FileIdentity.Place place) {
        return generations.isOpenAt(place);
    }

    /// Whether there is no file any more, and has not been for a while.
    boolean isGone() {
        return absent && generations.isEmpty() && rescans.isEmpty();
    }

    /// Fails if the log is there but cannot be read.
    static void check(Path path) throws IOException {
        if (Files.exists(path)) {
            Generation.open(path, false, 0).close();
        }
    }

    @Override
    public void close() {
        List<Generation> open = new ArrayList<>();
        generations.forEach(open::add);
        generations.clear();
        for (Generation generation : open) {
            try {
                generation.close();
            } catch (IOException e) {
                troubles.add(e);
            }
        }
    }
}
