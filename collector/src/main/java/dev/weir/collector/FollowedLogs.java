package dev.weir.collector;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All logs that are followed: those with a path of their own, and those that patterns find now or
/// later. Belongs to the thread `tail-0`.
final class FollowedLogs implements DirectoryWatch.Listener, AutoCloseable {
    private static final Logger LOG = System.getLogger(FollowedLogs.class.getName());

    /// Where new names are told, directories are listed so many times more rarely.
    private static final int WATCHED_SCAN = 20;

    private final List<LogFile> patterns = new ArrayList<>();
    private final Following shared;
    private final DirectoryWatch watch;
    private final Map<Path, FileTail> tails = new LinkedHashMap<>();

    /// Which directories to watch for a log: its own, and that of the file which a link leads to.
    private final Map<FileTail, List<Path>> directories = new HashMap<>();

    /// Which log a name in a directory is of.
    private final Map<Path, List<FileTail>> byName = new HashMap<>();

    private final Map<Path, List<FileTail>> byDirectory = new HashMap<>();

    /// Those which a pattern found.
    private final Set<FileTail> found = new HashSet<>();

    private List<FileTail> list = List.of();
    private long nextScan;
    private long scannedAt;

    FollowedLogs(Following shared, DirectoryWatch watch) {
        this.shared = shared;
        this.watch = watch;
    }

    /// Begins to follow a log, or the logs of a pattern that are there.
    ///
    /// @param fromBeginning whether what was never seen is read from its beginning, with its
    ///     rotated files
    void add(LogFile log, boolean fromBeginning, long now) throws IOException {
        LogPath path = new LogPath(log.path());
        Optional<Long> since = fromBeginning ? Optional.of(0L) : Optional.empty();
        if (!path.isPattern()) {
            open(log, !fromBeginning, since, now);
            return;
        }
        patterns.add(log);
        watch.add(path.base(), now);
        scannedAt = now;
        List<Path> paths = path.find(shared.listings(), tails::containsKey);
        if (paths.isEmpty()) {
            LOG.log(Level.WARNING, "log path={0} matches nothing yet; waiting for it", path);
        }
        for (Path one : paths) {
            found.add(open(log.at(one), !fromBeginning, since, now));
        }
    }

    private FileTail open(LogFile log, boolean fromEnd, Optional<Long> since, long now)
            throws IOException {
        FileTail tail = new FileTail(log, shared);
        try {
            tail.open(fromEnd, since, now);
        } catch (IOException e) {
            tail.close();
            throw e;
        }
        tails.put(log.path(), tail);
        list = List.copyOf(tails.values());
        attach(tail, log.path(), now);
        if (Files.isSymbolicLink(log.path()) && Files.exists(log.path())) {
            attach(tail, log.path().toRealPath(), now);
        }
        return tail;
    }

    private void attach(FileTail tail, Path file, long now) {
        Path directory = file.getParent();
        if (directory != null) {
            directories.computeIfAbsent(tail, _ -> new ArrayList<>()).add(directory);
            byName.computeIfAbsent(file, _ -> new ArrayList<>()).add(tail);
            byDirectory.computeIfAbsent(directory, _ -> new ArrayList<>()).add(tail);
            watch.add(directory, now);
        }
    }

    /// Looks for new logs of the patterns.
    void scan(long now) {
        if (patterns.isEmpty() || now < nextScan) {
            return;
        }
        TailTiming timing = shared.timing();
        boolean told = patterns.stream().allMatch(this::isTold);
        nextScan = now + (told ? WATCHED_SCAN : 1) * timing.idlePoll().toMillis();
        long since = scannedAt;
        scannedAt = now;
        for (LogFile log : patterns) {
            try {
                LogPath pattern = new LogPath(log.path());
                for (Path one : pattern.find(shared.listings(), tails::containsKey)) {
                    appeared(log, one, since, now);
                }
            } catch (IOException e) {
                shared.metrics().fileError("io");
                LOG.log(Level.ERROR, "log path={0} cannot be listed: {1}", log.path(), e);
            }
        }
        dropGone();
    }

    private boolean isTold(LogFile pattern) {
        LogPath path = new LogPath(pattern.path());
        return pattern.path().getNameCount() == path.base().getNameCount() + 1
                && watch.isWatched(path.base());
    }

    private void appeared(LogFile log, Path path, long since, long now) throws IOException {
        FileIdentity.Place place = FileIdentity.Place.of(path);
        // Another log's file that was renamed so that the pattern finds it: it is read as that.
        if (list.stream().noneMatch(tail -> tail.isOpenAt(place))) {
            found.add(open(log.at(path), false, Optional.of(since), now));
            LOG.log(Level.INFO, "log path={0} is there", path);
        }
    }

    /// A log that a pattern found and that is gone is forgotten: names may come and go for ever.
    private void dropGone() {
        for (FileTail tail : list) {
            if (tail.isGone() && found.contains(tail)) {
                tail.close();
                tails.remove(tail.log().path());
                found.remove(tail);
                List<Path> in = directories.remove(tail);
                if (in != null) {
                    in.forEach(directory -> remove(byDirectory, directory, tail));
                }
                byName.values().forEach(named -> named.remove(tail));
                byName.values().removeIf(List::isEmpty);
            }
        }
        list = List.copyOf(tails.values());
    }

    private static void remove(Map<Path, List<FileTail>> map, Path key, FileTail tail) {
        List<FileTail> named = map.get(key);
        if (named != null) {
            named.remove(tail);
        }
    }

    List<FileTail> list() {
        return list;
    }

    /// Whether a change of the log would be told.
    boolean isWatched(FileTail tail) {
        return directories.getOrDefault(tail, List.of()).stream().allMatch(watch::isWatched);
    }

    /// Says that there was something to read in a log.
    void busy(FileTail tail, long now) {
        for (Path directory : directories.getOrDefault(tail, List.of())) {
            watch.busy(directory, now);
        }
    }

    @Override
    public void changed(Path directory, String name) {
        Path path = directory.resolve(name);
        List<FileTail> named = byName.get(path);
        if (named != null) {
            named.forEach(FileTail::wake);
        } else {
            nextScan = Long.MIN_VALUE;
        }
    }

    @Override
    public void changed(Path directory) {
        byDirectory.getOrDefault(directory, List.of()).forEach(FileTail::wake);
        nextScan = Long.MIN_VALUE;
    }

    @Override
    public void close() {
        tails.values().forEach(FileTail::close);
    }
}
