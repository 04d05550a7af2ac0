package dev.weir.collector;

import dev.weir.collector.Checkpoint.Position;
import dev.weir.schema.source.SourceLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Every source that is followed, and the checkpoints of those that once were.
///
/// `tail-0` adds and retires sources, `checkpoint-0` takes the checkpoints, owners ask for ledgers.
final class SourceBook {
    /// Checkpoints kept of one log's former files; the longest unseen is dropped first.
    static final int MAX_PAST_OF_LOG = 256;

    private static final long SWEEP_MILLIS = 60_000;

    private final String host;
    private final long startedAt;
    private final long forgetMillis;
    private final Map<String, Source> live = new LinkedHashMap<>();
    private final Map<String, Source> retired = new HashMap<>();
    private final Map<String, Checkpoint> past = new HashMap<>();
    private final SourceIndex index = new SourceIndex();

    /// Ids whose checkpoint moved from a source to the past, or is gone, since the last look.
    private final Set<String> moved = new HashSet<>();

    /// Ids in the past of which not all is told yet that is known of their lines.
    private final Set<String> untold = new HashSet<>();

    private long nextSweep;
    private Runnable onNewSource = () -> {};

    SourceBook(String host, List<Checkpoint> checkpoints, long startedAt, long forgetMillis) {
        this.host = host;
        this.startedAt = startedAt;
        this.forgetMillis = forgetMillis;
        for (Checkpoint checkpoint : checkpoints) {
            past.put(checkpoint.sourceId(), checkpoint);
            index.add(checkpoint.sourceId(), checkpoint.identity(), checkpoint.path());
            untold.add(checkpoint.sourceId());
        }
    }

    /// Finds or makes the source of a file whose beginning is known, and counts it as followed.
    ///
    /// @param continues whether the file still is what a checkpoint of the same identity says
    /// @param startIfNew where to begin if there is no checkpoint
    synchronized Source open(
            LogFile log,
            FileHead head,
            Predicate<Checkpoint> continues,
            Position startIfNew,
            long now) {
        Optional<Checkpoint> newest = newest(head.identity());
        if (newest.isEmpty()) {
            return follow(new Source(log, head, 0, host, unread(startIfNew), now));
        }
        Checkpoint checkpoint = newest.get();
        if (continues.test(checkpoint)) {
            return resume(log, checkpoint, now);
        }
        int truncations = checkpoint.truncations() + 1;
        return follow(new Source(log, head, truncations, host, unread(Position.START), now));
    }

    private static LineLedger.Settled unread(Position start) {
        return new LineLedger.Settled(start, LineCounts.NONE);
    }

    /// Remembers a file that is to be read from its beginning, later or after a crash.
    synchronized Checkpoint announce(LogFile log, FileHead head, long now) {
        int truncations = newest(head.identity()).map(one -> one.truncations() + 1).orElse(0);
        String id = head.identity().sourceId(host, truncations);
        var checkpoint =
                new Checkpoint(
                        id, log.path(), head, truncations, Position.START, LineCounts.NONE, now);
        past.put(id, checkpoint);
        index.add(id, head.identity(), log.path());
        moved.add(id);
        return checkpoint;
    }

    /// The checkpoint that a file at a place continues, by `continues`; empty: it is a new one.
    synchronized Optional<Checkpoint> continued(FileHead head, Predicate<Checkpoint> continues) {
        return newest(head.identity()).filter(continues);
    }

    /// The checkpoint of the file that last lay at this place as this log; empty if none did.
    synchronized Optional<Checkpoint> lastAt(FileIdentity.Place place, Path log) {
        return index.ofLog(log).stream()
                .flatMap(id -> checkpoint(id).stream())
                .filter(one -> one.identity().place().equals(place))
                .max(Comparator.comparingLong(Checkpoint::seenAt));
    }

    /// Where reading would go on.
    private Optional<Checkpoint> reached(String id) {
        Source source = retired.get(id);
        return source != null ? Optional.of(source.reached()) : checkpoint(id);
    }

    private Optional<Checkpoint> newest(FileIdentity identity) {
        return known(identity)
                .filter(one -> one.identity().equals(identity))
                .max(Comparator.comparingInt(Checkpoint::truncations));
    }

    /// Goes on with the source of a checkpoint, and counts it as followed.
    synchronized Source resume(LogFile log, Checkpoint checkpoint, long now) {
        Source known = followed(checkpoint.sourceId());
        // What is under way of a known one is acknowledged to that very object.
        if (known != null) {
            return follow(known);
        }
        Checkpoint settled = past.get(checkpoint.sourceId());
        // What was found may have waited for acknowledgements then: its books were behind.
        Checkpoint start =
                settled != null && settled.position().equals(checkpoint.position())
                        ? settled
                        : checkpoint;
        Source source =
                new Source(
                        log,
                        start.head(),
                        start.truncations(),
                        host,
                        new LineLedger.Settled(start.position(), start.lines()),
                        now);
        if (settled != null && !moved.contains(source.id())) {
            source.keep();
        }
        return follow(source);
    }

    private Source follow(Source source) {
        Checkpoint before = past.remove(source.id());
        if (before != null) {
            index.remove(source.id(), before.identity(), before.path());
        }
        retired.remove(source.id());
        live.put(source.id(), source);
        index.add(source.id(), source.head().identity(), source.log.path());
        if (!source.isKept()) {
            onNewSource.run();
        }
        return source;
    }

    /// Counts a source as no longer followed; its checkpoint still moves until all is acknowledged.
    ///
    /// @param read up to where it was read: whoever finds its file again goes on from there, and not
    ///     from what is acknowledged by then
    synchronized void retire(Source source, Position read) {
        if (live.remove(source.id(), source)) {
            source.retired(read);
            retired.put(source.id(), source);
        }
    }

    /// How far files that begin like this one, at whatever place, are acknowledged.
    synchronized List<Checkpoint> acknowledged(FileIdentity identity) {
        return index.beginningLike(identity).stream()
                .flatMap(id -> checkpoint(id).stream())
                .filter(one -> one.identity().beginsLike(identity))
                .toList();
    }

    /// From where files that begin like this one, at whatever place, would be read on.
    synchronized List<Checkpoint> beginningLike(FileIdentity identity) {
        return known(identity).toList();
    }

    private Stream<Checkpoint> known(FileIdentity identity) {
        return index.beginningLike(identity).stream()
                .flatMap(id -> reached(id).stream())
                .filter(one -> one.identity().beginsLike(identity));
    }

    /// Counts a request of a source that was handed over as a rejected line.
    synchronized void rejectedLate(String id, long offset, String reason) {
        Source source = followed(id);
        if (source != null) {
            source.rejectedLate(offset, reason);
        }
    }

    private @Nullable Source followed(String id) {
        Source source = live.get(id);
        return source != null ? source : retired.get(id);
    }

    private Optional<Checkpoint> checkpoint(String id) {
        Source source = followed(id);
        return source != null
                ? Optional.of(source.checkpoint())
                : Optional.ofNullable(past.get(id));
    }

    /// When a generation of this log was last in its place, by the clock of the time; empty: never.
    synchronized Optional<Long> lastSeen(Path log) {
        return index.ofLog(log).stream()
                .flatMap(id -> checkpoint(id).stream())
                .map(Checkpoint::seenAt)
                .max(Long::compare);
    }

    /// All checkpoints as they stand.
    synchronized List<Checkpoint> checkpoints() {
        List<Checkpoint> all = new ArrayList<>(past.values());
        live.values().forEach(source -> all.add(source.checkpoint()));
        retired.values().forEach(source -> all.add(source.checkpoint()));
        return all;
    }

    /// The checkpoints that have changed since they were last taken; empty for what is forgotten.
    synchronized Map<String, Optional<Checkpoint>> takeChanged() {
        Map<String, Optional<Checkpoint>> changed = new HashMap<>();
        Stream.concat(live.values().stream(), retired.values().stream())
                .forEach(one ->
                        one.takeCheckpoint()
                                .ifPresent(taken -> changed.put(one.id(), Optional.of(taken))));
        moved.forEach(id -> changed.put(id, checkpoint(id)));
        moved.clear();
        return changed;
    }

    /// Says that these sources are in the checkpoint file.
    synchronized void kept(Set<String> ids) {
        for (String id : ids) {
            Source source = followed(id);
            if (source != null) {
                source.keep();
            }
        }
    }

    /// Lets someone know when there is a new source.
    synchronized void onNewSource(Runnable listener) {
        onNewSource = listener;
    }

    /// Drops what is needed no more.
    synchronized void tidy(long now) {
        for (Source source : List.copyOf(retired.values())) {
            if (source.isSettled()) {
                retired.remove(source.id());
                past.put(source.id(), source.checkpoint());
                moved.add(source.id());
                untold.add(source.id());
                dropOldest(source.log.path());
            }
        }
        if (now < nextSweep) {
            return;
        }
        nextSweep = now + SWEEP_MILLIS;
        // What was there before this start may be found again only after a while.
        for (Checkpoint one : List.copyOf(past.values())) {
            if (Math.max(one.seenAt(), startedAt) < now - forgetMillis) {
                forget(one);
            }
        }
    }

    private void dropOldest(Path log) {
        List<Checkpoint> of =
                index.ofLog(log).stream()
                        .flatMap(id -> Stream.ofNullable(past.get(id)))
                        .sorted(Comparator.comparingLong(Checkpoint::seenAt))
                        .toList();
        of.stream().limit(Math.max(0, of.size() - MAX_PAST_OF_LOG)).forEach(this::forget);
    }

    private void forget(Checkpoint checkpoint) {
        past.remove(checkpoint.sourceId());
        moved.add(checkpoint.sourceId());
        index.remove(checkpoint.sourceId(), checkpoint.identity(), checkpoint.path());
    }

    /// Whether everything that was handed over is acknowledged.
    synchronized boolean isAcknowledged() {
        return live.values().stream().allMatch(Source::isAcknowledged)
                && retired.values().stream().allMatch(Source::isAcknowledged);
    }

    /// The sources that are followed.
    synchronized List<Source> followed() {
        return List.copyOf(live.values());
    }

    /// What became of the lines of each source that is followed or not acknowledged to its end, and
    /// of each other of which that was not told since.
    synchronized List<SourceLines> takeLines(long now) {
        List<SourceLines> all = new ArrayList<>();
        live.values().forEach(source -> all.add(source.lines(now)));
        retired.values().forEach(source -> all.add(source.lines(now)));
        for (String id : untold) {
            Checkpoint checkpoint = past.get(id);
            if (checkpoint != null) {
                var settled = new LineLedger.Standing(checkpoint.offset(), checkpoint.lines());
                all.add(settled.of(id, host, checkpoint.path(), now));
            }
        }
        untold.clear();
        return all;
    }

    synchronized List<SourceLedger> ledgers() {
        List<SourceLedger> all = new ArrayList<>();
        live.values().forEach(source -> all.add(source.ledger()));
        retired.values().forEach(source -> all.add(source.ledger()));
        return all;
    }
}
