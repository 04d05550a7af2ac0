package dev.weir.collector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

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
    record Open(FileIdentity.Place place, Optional<String> sourceId, Optional<FileHead> head) {}

    private final LogFile log;
    private final SourceBook book;
    private final DirectoryListings listings;

    /// Compressed files that were read to their end: what they tell of their size may mislead.
    private final Set<RotatedFile.Version> exhausted = new HashSet<>();

    private final Consumer<CorruptFileException> onTrouble;

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
        List<RotatedFile> found = new ArrayList<>();
        for (Path candidate : candidates) {
            try {
                RotatedFile.look(candidate).ifPresent(found::add);
            } catch (CorruptFileException e) {
                onTrouble.accept(e);
            }
        }
        found.sort(Comparator.comparingLong(RotatedFile::modifiedAt));
        return found;
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
    /// @param since files that nobody knows are taken if they were written after this time; empty:
    ///     none
    List<Unread> unread(List<Open> open, Optional<Long> since, long now) throws IOException {
        List<RotatedFile> files = list();
        files.removeIf(file -> exhausted.contains(file.version()));
        files.removeIf(file -> open.stream().anyMatch(one -> one.place().equals(file.place())));
        Set<String> claimed = new HashSet<>();
        open.forEach(one -> one.sourceId().ifPresent(claimed::add));
        for (RotatedFile file : files) {
            atItsPlace(file).ifPresent(one -> claimed.add(one.sourceId()));
        }
        List<Unread> unread = new ArrayList<>();
        for (RotatedFile file : files) {
            Optional<Checkpoint> own = atItsPlace(file);
            if (own.isPresent()) {
                own.filter(file::isLongerThan).ifPresent(one -> unread.add(new Unread(file, one)));
            } else if (open.stream().noneMatch(one -> isCopyOf(file, one))) {
                elsewhere(file, claimed, since, now)
                        .ifPresent(one -> unread.add(new Unread(file, one)));
            }
        }
        return unread;
    }

    private static boolean isCopyOf(RotatedFile file, Open open) {
        return open.head()
                .filter(head -> isStrong(head.fingerprint()))
                .filter(head -> head.fingerprint().equals(file.head().fingerprint()))
                .isPresent();
    }

    private static boolean isStrong(Fingerprint fingerprint) {
        return fingerprint.length() >= STRONG_BYTES;
    }

    private Stream<Checkpoint> ofThisLog(RotatedFile file) {
        return book.beginningLike(file.head().identity()).stream()
                .filter(one -> one.path().equals(log.path()))
                .filter(file::hasBytesOf);
    }

    private Optional<Checkpoint> atItsPlace(RotatedFile file) {
        return ofThisLog(file)
                .filter(one -> one.identity().place().equals(file.place()))
                .filter(one -> file.isCompressed() || file.size() >= one.offset())
                .filter(file::continues)
                .max(Comparator.comparingInt(Checkpoint::truncations));
    }

    private Optional<Checkpoint> elsewhere(
            RotatedFile file, Set<String> claimed, Optional<Long> since, long now) {
        boolean known = false;
        for (Checkpoint one : ofThisLog(file).toList()) {
            boolean free = !claimed.contains(one.sourceId());
            known |= free || isStrong(file.head().fingerprint());
            if (free && file.isLongerThan(one) && file.continues(one)) {
                claimed.add(one.sourceId());
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
        claimed.add(announced.sourceId());
        return Optional.of(announced);
    }

    /// The copy that was made of a file before it was emptied; the newest if there are several.
    ///
    /// @param emptied how far the file was read, and how it began
    /// @param open the files that are held open: none of them is a copy
    Optional<RotatedFile> copyOf(Checkpoint emptied, Generations open) throws IOException {
        return list().stream()
                .filter(file -> !open.isOpenAt(file.place()))
                .filter(file -> file.hasBytesOf(emptied))
                .filter(file -> file.isLongerThan(emptied) && file.continues(emptied))
                .max(Comparator.comparingLong(RotatedFile::modifiedAt));
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
