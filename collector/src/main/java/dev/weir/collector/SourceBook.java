package dev.weir.collector;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Every source that is followed, and the checkpoints of those that once were.
///
/// `tail-0` adds and retires sources, `checkpoint-0` takes the checkpoints, owners ask for ledgers.
final class SourceBook {
    private final String host;
    private final long startedAt;
    private final long forgetMillis;
    private final Map<String, Source> live = new LinkedHashMap<>();
    private final Map<String, Source> retired = new HashMap<>();
    private final Map<String, Checkpoint> past = new HashMap<>();

    SourceBook(String host, List<Checkpoint> checkpoints, long startedAt, long forgetMillis) {
        this.host = host;
        this.startedAt = startedAt;
        this.forgetMillis = forgetMillis;
        for (Checkpoint checkpoint : checkpoints) {
            past.put(checkpoint.sourceId(), checkpoint);
        }
    }

    /// Finds or makes the source of a file whose beginning is known, and counts it as followed.
    ///
    /// @param size the file's size in bytes: a checkpoint beyond it is of a time before the file
    ///     was emptied
    /// @param emptied whether the file was just seen to be emptied
    /// @param startIfNew where to begin if there is no checkpoint
    synchronized Source open(
            LogFile log, FileIdentity identity, long size, boolean emptied, long startIfNew) {
        Checkpoint newest = null;
        for (Checkpoint checkpoint : checkpoints()) {
            if (checkpoint.identity().equals(identity)
                    && (newest == null || checkpoint.truncations() > newest.truncations())) {
                newest = checkpoint;
            }
        }
        Source source;
        if (newest == null) {
            source = new Source(log, identity, 0, host, startIfNew);
        } else if (emptied || newest.offset() > size) {
            source = new Source(log, identity, newest.truncations() + 1, host, 0);
        } else {
            source = new Source(log, identity, newest.truncations(), host, newest.offset());
        }
        past.remove(source.id());
        live.put(source.id(), source);
        return source;
    }

    /// Counts a source as no longer followed; its checkpoint still moves until all is acknowledged.
    synchronized void retire(Source source) {
        if (live.remove(source.id(), source)) {
            retired.put(source.id(), source);
        }
    }

    /// The checkpoint of a file generation, whatever its path is now.
    synchronized Optional<Checkpoint> find(FileIdentity identity) {
        return checkpoints().stream()
                .filter(checkpoint -> checkpoint.identity().equals(identity))
                .max((a, b) -> Integer.compare(a.truncations(), b.truncations()));
    }

    /// When a generation of this log was last there, by the clock of the time; empty: never.
    synchronized Optional<Long> lastSeen(Path log) {
        return checkpoints().stream()
                .filter(checkpoint -> checkpoint.path().equals(log))
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

    /// Drops what is needed no more.
    synchronized void tidy(long now) {
        retired.values()
                .removeIf(source -> {
                    if (source.isSettled()) {
                        past.put(source.id(), source.checkpoint());
                    }
                    return source.isSettled();
                });
        // What was there before this start may be found again only after a while.
        past.values().removeIf(past -> Math.max(past.seenAt(), startedAt) < now - forgetMillis);
    }

    /// Whether everything that was handed over is acknowledged.
    synchronized boolean isAcknowledged() {
        return live.values().stream().allMatch(Source::isAcknowledged)
                && retired.values().stream().allMatch(Source::isAcknowledged);
    }

    synchronized List<SourceLedger> ledgers() {
        List<SourceLedger> all = new ArrayList<>();
        live.values().forEach(source -> all.add(source.ledger()));
        retired.values().forEach(source -> all.add(source.ledger()));
        return all;
    }
}
