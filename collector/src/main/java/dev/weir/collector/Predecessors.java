package dev.weir.collector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Finds the files beside a log that it was renamed, copied or compressed to, and says which of them
/// hold lines that were not read.
///
/// A file is known by its place on the disk and its bytes, or, where that place is taken by another
/// or gone, by its bytes alone: so a copy continues the file that was emptied after it was made, and
/// a compressed file the one it was made from.
final class Predecessors {
    /// Clocks of files go by the tick, and some bytes may be written before the clock is.
    private static final long CLOCK_SLACK_MILLIS = 1000;

    /// From so many bytes on, equal beginnings are of the same log lines and no coincidence.
    private static final int STRONG_BYTES = 256;

    /// Compressed files remembered as read; what is forgotten is uncompressed in vain now and then.
    private static final int MAX_EXHAUSTED = 1024;

    /// A file that is to be read.
    ///
    /// @param checkpoint where to go on
    record Unread(RotatedFile file, Checkpoint checkpoint) {}

    /// A file that is held open and read anyway.
    ///
    /// @param place where it lies on the disk
    /// @param sourceId the source that it is; empty if that is not known yet
    /// @param head how it begins; empty if that is not known yet
    /// @param beginning its first bytes; empty if they cannot be read any more
    /// @param isEmptied whether it is no longer what was read of it, and its copy is still to be
    ///     looked for
    record Open(
            FileIdentity.Place place,
            Optional<String> sourceId,
            Optional<FileHead> head,
            FileBeginning beginning,
            boolean isEmptied) {}

    /// Looks at the files that are held open.
    interface OpenFiles {
        List<Open> look() throws IOException;
    }

    private final LogFile log;
    private final SourceBook book;
    private final DirectoryListings listings;

    /// Compressed files that were read to their end: what they tell of their size may mislead.
    private final Set<RotatedFile.Version> exhausted = new HashSet<>();

    private final Consumer<CorruptFileException> onTrouble;
    private boolean undecided;

    Predecessors(
            LogFile log,
            SourceBook book,
            DirectoryListings listings,
            Consumer<CorruptFileException> onTrouble) {
        this.log = log;
        this.book = book;
        this.listings = listings;
        this.onTrouble = onTrouble;
    }

    /// The rotated files, the longest unwritten first.
    List<RotatedFile> list() throws IOException {
        Set<Path> candidates = new LinkedHashSet<>();
        Path path = log.path();
        addCandidates(path, candidates);
        if (Files.isSymbolicLink(path) && Files.exists(path)) {
            addCandidates(path.toRealPath(), candidates);
        }
        undecided = false;
        Map<FileIdentity.Place, RotatedFile> found = new LinkedHashMap<>();
        for (Path candidate : candidates) {
            look(candidate).ifPresent(file -> undecided |= found.put(file.place(), file) != null);
        }
        List<RotatedFile> files = new ArrayList<>(found.values());
        files.sort(Comparator.comparingLong(RotatedFile::modifiedAt));
        return files;
    }

    private Optional<RotatedFile> look(Path candidate) {
        try {
            return RotatedFile.look(candidate);
        } catch (NoSuchFileException e) {
            // A link that leads nowhere has not moved.
            undecided |= !Files.isSymbolicLink(candidate);
        } catch (CorruptFileException e) {
            onTrouble.accept(e);
        }
        return Optional.empty();
    }

    /// Whether nothing could be said of some files, and they must be looked at again: they got other
    /// names while they were looked at, or may be copies of one that was emptied just now.
    boolean isUndecided() {
        return undecided;
    }

    private void addCandidates(Path file, Set<Path> into) throws IOException {
        Path directory = file.getParent();
        if (directory == null) {
            return;
        }
        String name = String.valueOf(file.getFileName());
        for (String other : listings.names(directory, RotatedNames.stem(name))) {
            if (RotatedNames.isRotated(name, other)) {
                into.add(directory.resolve(other));
            }
        }
    }

    /// Those which hold lines that were not read, oldest first. Those that nobody knew are in the
    /// book from then on, so that they are read even if a crash comes first.
    ///
    /// @param open the files that are held open. They are looked at after all others: only so has a
    ///     file whatever a copy of it has, unless it was emptied in between
    /// @param since files that nobody knows are taken if they were written after this time; empty:
    ///     none
    List<Unread> unread(OpenFiles open, Optional<Long> since, long now) throws IOException {
        List<RotatedFile> files = list();
        files.removeIf(file -> exhausted.contains(file.version()));
        List<Open> held = open.look();
        files.removeIf(file -> held.stream().anyMatch(one -> one.place().equals(file.place())));
        return new Search(held, files, since, now).unread();
    }

    /// One look at all files.
    private final class Search {
        private final List<RotatedFile> files;
        private final List<Open> open;
        private final Optional<Long> since;
        private final long now;

        /// The sources that are read anyway, or whose very file is there; with the first bytes of
        /// those files.
        private final Map<String, FileBeginning> claimed = new HashMap<>();

        /// The sources whose file was emptied: where a copy of it goes on is known when the file is
        /// begun anew.
        private final Set<String> emptied = new HashSet<>();

        private final Map<RotatedFile, Checkpoint> own = new HashMap<>();

        Search(List<Open> open, List<RotatedFile> files, Optional<Long> since, long now) {
            this.open = open;
            this.files = files;
            this.since = since;
            this.now = now;
        }

        List<Unread> unread() {
            for (Open one : open) {
                one.sourceId().ifPresent(id -> claimed.put(id, one.beginning()));
                one.sourceId().filter(_ -> one.isEmptied()).ifPresent(emptied::add);
            }
            files.removeIf(file -> !isSettled(() -> findOwn(file)));
            List<Unread> unread = new ArrayList<>();
            for (RotatedFile file : files) {
                isSettled(() -> find(file).ifPresent(one -> unread.add(new Unread(file, one))));
            }
            return unread;
        }

        /// Whether a file could be looked at; if not it has moved, and nothing is said of it.
        private boolean isSettled(Look look) {
            try {
                look.look();
                return true;
            } catch (IOException e) {
                undecided = true;
                return false;
            }
        }

        private void findOwn(RotatedFile file) throws IOException {
            Checkpoint newest = null;
            for (Checkpoint one : ofThisLog(file)) {
                if (one.identity().place().equals(file.place())
                        && (file.isCompressed() || file.size() >= one.offset())
                        && (newest == null || one.truncations() > newest.truncations())
                        && file.continues(one)) {
                    newest = one;
                }
            }
            if (newest != null) {
                own.put(file, newest);
                claimed.put(newest.sourceId(), file.beginning());
            }
        }

        private Optional<Checkpoint> find(RotatedFile file) throws IOException {
            Checkpoint itsOwn = own.get(file);
            if (itsOwn != null) {
                return Optional.of(itsOwn).filter(file::isLongerThan);
            }
            return open.stream().anyMatch(one -> isCopyOf(file, one))
                    ? Optional.empty()
                    : elsewhere(file);
        }

        private Optional<Checkpoint> elsewhere(RotatedFile file) throws IOException {
            boolean known = false;
            for (Checkpoint one : ofThisLog(file)) {
                if (emptied.contains(one.sourceId())) {
                    undecided = true;
                    return Optional.empty();
                }
                FileBeginning taken = claimed.get(one.sourceId());
                known |= taken == null || isOf(file, taken);
                if (taken == null && file.isLongerThan(one) && file.continues(one)) {
                    claimed.put(one.sourceId(), file.beginning());
                    return Optional.of(one);
                }
            }
            boolean missed =
                    !known
                            && since.isPresent()
                            && file.modifiedAt() >= since.get() - CLOCK_SLACK_MILLIS;
            if (!missed) {
                return Optional.empty();
            }
            Checkpoint announced = book.announce(log, file.head(), now);
            claimed.put(announced.sourceId(), file.beginning());
            return Optional.of(announced);
        }
    }

    /// Something that fails if a file has another name by now.
    private interface Look {
        void look() throws IOException;
    }

    private static boolean isCopyOf(RotatedFile file, Open open) {
        return file.beginning().isStartOf(open.beginning())
                || open.head()
                        .filter(head -> isStrong(head.fingerprint()))
                        .filter(head -> head.fingerprint().equals(file.head().fingerprint()))
                        .isPresent();
    }

    /// Whether a file that begins with the same line as another is a copy of it.
    private static boolean isOf(RotatedFile file, FileBeginning other) {
        return other.isEmpty()
                ? isStrong(file.head().fingerprint())
                : file.beginning().isStartOf(other);
    }

    private static boolean isStrong(Fingerprint fingerprint) {
        return fingerprint.length() >= STRONG_BYTES;
    }

    private List<Checkpoint> ofThisLog(RotatedFile file) {
        return book.beginningLike(file.head().identity()).stream()
                .filter(one -> one.path().equals(log.path()))
                .filter(file::hasBytesOf)
                .toList();
    }

    /// The copy that was made of a file before it was emptied; the newest if there are several.
    ///
    /// @param emptied how far the file was read, and how it began
    /// @param open the files that are held open: none of them is a copy
    Optional<RotatedFile> copyOf(Checkpoint emptied, Generations open) throws IOException {
        // The copy is older than what was just seen, but names that were listed may be older yet.
        listings.refresh();
        return list().stream()
                .filter(file -> !open.isOpenAt(file.place()))
                .filter(file -> file.hasBytesOf(emptied))
                .filter(file -> file.isLongerThan(emptied) && continues(file, emptied))
                .max(Comparator.comparingLong(RotatedFile::modifiedAt));
    }

    private static boolean continues(RotatedFile file, Checkpoint emptied) {
        try {
            return file.continues(emptied);
        } catch (IOException e) {
            // It has moved: whoever empties a file looks for what is unread again.
            return false;
        }
    }

    /// Says that a compressed file is read to its end.
    void exhausted(RotatedFile.Version file) {
        if (exhausted.size() < MAX_EXHAUSTED) {
            exhausted.add(file);
        }
    }

    /// Whether a file still lies beside the log, under another name.
    boolean isBeside(FileIdentity.Place place) throws IOException {
        return list().stream().anyMatch(file -> file.place().equals(place));
    }
}
