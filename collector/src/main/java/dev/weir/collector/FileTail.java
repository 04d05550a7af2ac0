package dev.weir.collector;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Follows one log through its rotations: takes files, gives blocks of whole lines to the ring.
///
/// The file in the log's place and every renamed predecessor that is not read to its end are held
/// open, oldest first. A younger one is read when all older ones are at their end. A predecessor is
/// given up when it is read and has not grown for a while.
final class FileTail implements AutoCloseable {
    private static final Logger LOG = System.getLogger(FileTail.class.getName());

    private final LogFile log;
    private final SourceBook book;
    private final BlockRing ring;
    private final CollectorMetrics metrics;
    private final long quiescentMillis;
    private final Deque<Generation> generations = new ArrayDeque<>();
    private boolean saidMissing;
    private String lastTrouble = "";

    FileTail(
            LogFile log,
            SourceBook book,
            BlockRing ring,
            CollectorMetrics metrics,
            long quiescentMillis) {
        this.log = log;
        this.book = book;
        this.ring = ring;
        this.metrics = metrics;
        this.quiescentMillis = quiescentMillis;
    }

    /// Opens what is there: predecessors that were not read to their end, and the log itself.
    void open(boolean fromBeginning, long now) throws IOException {
        var lastSeen = book.lastSeen(log.path());
        // The log first: a rotation from here on is seen by its place.
        Generation current = openLog(!fromBeginning && lastSeen.isEmpty(), now);
        if (lastSeen.isPresent()) {
            openPredecessors(current, lastSeen.get(), now);
        }
        if (current != null) {
            generations.add(current);
        }
    }

    private @Nullable Generation openLog(boolean fromEnd, long now) throws IOException {
        try {
            return Generation.open(log.path(), fromEnd, now);
        } catch (NoSuchFileException e) {
            sayMissing();
            return null;
        }
    }

    private void openPredecessors(@Nullable Generation current, long lastSeen, long now)
            throws IOException {
        List<RotatedFiles.Rotated> rotated = new ArrayList<>(RotatedFiles.of(log.path()));
        rotated.removeIf(file -> current != null && file.place().equals(current.place));
        long newestKnown = Long.MIN_VALUE;
        for (var file : rotated) {
            if (isKnown(file)) {
                newestKnown = Math.max(newestKnown, file.modifiedAt());
            }
        }
        // If the very file that was last read is gone, what came after it is younger than the
        // last look at it.
        long since = newestKnown == Long.MIN_VALUE ? lastSeen : newestKnown;
        boolean sameLog = current != null && current.identity().flatMap(book::find).isPresent();
        List<RotatedFiles.Rotated> missed =
                sameLog ? List.of() : RotatedFiles.missed(rotated, this::isKnown, since);
        for (var file : rotated) {
            if (isUnread(file) || missed.contains(file)) {
                generations.add(Generation.open(file.path(), false, now));
                LOG.log(Level.INFO, "log path={0} was renamed, finishing it", file.path());
            }
        }
    }

    private boolean isUnread(RotatedFiles.Rotated file) {
        return book.find(file.identity())
                .filter(checkpoint -> checkpoint.path().equals(log.path()))
                .filter(checkpoint -> checkpoint.offset() < file.size())
                .isPresent();
    }

    private boolean isKnown(RotatedFiles.Rotated file) {
        return generations.stream().anyMatch(open -> open.place.equals(file.place()))
                || book.find(file.identity()).isPresent();
    }

    /// Looks whether another file stands in the log's place, or the log was emptied.
    void discover(long now) {
        try {
            Generation newest = generations.peekLast();
            FileIdentity.Place place = FileIdentity.Place.of(log.path());
            if (newest == null) {
                generations.add(Generation.open(log.path(), false, now));
                LOG.log(Level.INFO, "log path={0} is there", log.path());
            } else if (!newest.place.equals(place)) {
                Generation next = Generation.open(log.path(), false, now);
                try {
                    openMissed(newest, next.place, now);
                } finally {
                    generations.add(next);
                }
                metrics.rotated();
            }
            lastTrouble = "";
        } catch (NoSuchFileException e) {
            if (generations.isEmpty()) {
                sayMissing();
            }
        } catch (IOException e) {
            trouble(e);
        }
    }

    /// Two rotations may lie between two looks: the file in the middle never stood in the log's
    /// place when we looked.
    private void openMissed(Generation newest, FileIdentity.Place current, long now)
            throws IOException {
        List<RotatedFiles.Rotated> rotated = RotatedFiles.of(log.path());
        long since = newest.grewAt();
        for (var file : rotated) {
            if (file.place().equals(newest.place)) {
                since = file.modifiedAt();
            }
        }
        for (var file : RotatedFiles.missed(rotated, this::isKnown, since)) {
            if (!file.place().equals(current)) {
                generations.add(Generation.open(file.path(), false, now));
                metrics.rotated();
            }
        }
    }

    private void sayMissing() {
        if (!saidMissing) {
            saidMissing = true;
            LOG.log(Level.WARNING, "log path={0} does not exist yet; waiting for it", log.path());
        }
    }

    private void trouble(IOException e) {
        if (!e.toString().equals(lastTrouble)) {
            lastTrouble = e.toString();
            LOG.log(
                    Level.ERROR,
                    "log path={0} cannot be read, trying again: {1}",
                    log.path(),
                    lastTrouble);
        }
    }

    /// Publishes up to `blocks` blocks; gives whether there was anything, while the ring has room.
    boolean read(int blocks, long now) {
        boolean progress = false;
        try {
            for (int count = 0; count < blocks && ring.hasRoom(); count++) {
                if (!readBlock(now)) {
                    break;
                }
                progress = true;
            }
            retire(now);
        } catch (IOException e) {
            trouble(e);
        }
        return progress;
    }

    private boolean readBlock(long now) throws IOException {
        for (Generation generation : generations) {
            boolean more = generation.refresh(log, book, now);
            if (generation.shrank()) {
                replaceEmptied(generation, now);
                return true;
            }
            Source source = generation.source();
            if (more && source != null) {
                ring.publish(block -> generation.fill(block, source, now));
                return true;
            }
        }
        return false;
    }

    /// An emptied file is a new generation in the old place.
    private void replaceEmptied(Generation emptied, long now) throws IOException {
        metrics.truncated();
        Source source = emptied.source();
        LOG.log(
                Level.WARNING,
                "log path={0} was emptied; bytes after offset={1} that were not read are lost",
                log.path(),
                source == null ? 0 : source.ledger().readOffset());
        Generation next = emptied.reopened(now);
        List<Generation> rest = List.copyOf(generations);
        generations.clear();
        for (Generation generation : rest) {
            generations.add(generation == emptied ? next : generation);
        }
        if (source != null) {
            ring.end(source);
            book.retire(source);
        }
    }

    private void retire(long now) throws IOException {
        while (generations.size() > 1) {
            Generation oldest = generations.getFirst();
            oldest.refresh(log, book, now);
            boolean rests = now - oldest.grewAt() >= quiescentMillis;
            if (!rests || !oldest.isAtEnd() || oldest.shrank() || !ring.hasRoom()) {
                return;
            }
            Source source = oldest.source();
            if (source != null && oldest.isUnfinished()) {
                ring.publish(block -> oldest.fillUnfinished(block, source, now));
                return;
            }
            if (source != null) {
                ring.end(source);
                book.retire(source);
            }
            generations.removeFirst().close();
        }
    }

    int openFiles() {
        return generations.size();
    }

    long waitingBytes() {
        long sum = 0;
        for (Generation generation : generations) {
            sum += generation.waitingBytes();
        }
        return sum;
    }

    /// Fails if the log is there but cannot be read.
    static void check(Path path) throws IOException {
        if (Files.exists(path)) {
            Generation.open(path, false, 0).close();
        }
    }

    @Override
    public void close() {
        for (Generation generation : generations) {
            try {
                generation.close();
            } catch (IOException e) {
                trouble(e);
            }
        }
        generations.clear();
    }
}
