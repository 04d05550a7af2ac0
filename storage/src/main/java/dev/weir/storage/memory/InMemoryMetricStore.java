package dev.weir.storage.memory;

import dev.weir.schema.rollup.MalformedRollupException;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.RollupFields;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import dev.weir.schema.signal.Signal;
import dev.weir.schema.source.SourceLines;
import dev.weir.schema.source.SourceStatus;
import dev.weir.storage.EncodedRollup;
import dev.weir.storage.MetricStore;
import dev.weir.storage.Retention;
import dev.weir.storage.SignalQuery;
import dev.weir.storage.StoreException;
import dev.weir.storage.WindowRollup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/// A store that forgets with its process. Simple enough to be obviously right: the other stores are
/// held to do the same.
public final class InMemoryMetricStore implements MetricStore {
    private record Held(EncodedRollup rollup, long writtenAt) {}

    private final Retention retention;
    private final LongSupplier clockMillis;
    private final Map<RollupKey, Held> rollups = new HashMap<>();
    private final Map<String, Signal> signals = new HashMap<>();
    private final Map<String, SourceStatus> sources = new TreeMap<>();
    private final Map<String, SourceLines> sourceLines = new TreeMap<>();
    private long freshUntil;

    /// Creates an empty store.
    ///
    /// @param clockMillis tells when a rollup was written
    public InMemoryMetricStore(Retention retention, LongSupplier clockMillis) {
        this.retention = retention;
        this.clockMillis = clockMillis;
    }

    @Override
    public synchronized void writeRollups(List<EncodedRollup> written) {
        long now = clockMillis.getAsLong();
        for (EncodedRollup rollup : written) {
            RollupKey key = rollup.key();
            if (retention.keeps(key.tier())) {
                rollups.put(key, new Held(rollup, now));
            }
            if (key.tier().equals(retention.finest())) {
                freshUntil = Math.max(freshUntil, end(key));
            }
        }
    }

    @Override
    public synchronized void writeSignals(List<Signal> written) {
        for (Signal signal : written) {
            signals.merge(signal.id(), signal, (a, b) -> b.updatedAt() >= a.updatedAt() ? b : a);
        }
    }

    @Override
    public synchronized void writeSources(List<SourceStatus> written) {
        for (SourceStatus status : written) {
            sources.merge(
                    status.sourceId(), status, (a, b) -> b.countedTo() >= a.countedTo() ? b : a);
        }
    }

    @Override
    public synchronized void writeSourceLines(List<SourceLines> written) {
        written.forEach(lines -> sourceLines.put(lines.sourceId(), lines));
    }

    @Override
    public synchronized List<WindowRollup> read(
            String customer, Tier tier, long from, long to, RollupFields fields) {
        TreeMap<Long, WindowRollup> windows = new TreeMap<>();
        forEach(
                tier,
                from,
                to,
                (key, message) -> {
                    if (key.customer().equals(customer)) {
                        WindowRollup window =
                                windows.computeIfAbsent(
                                        key.windowStart(),
                                        start -> new WindowRollup(start, new Rollup()));
                        decode(key, message, window.rollup(), fields);
                    }
                });
        return new ArrayList<>(windows.values());
    }

    @Override
    public Rollup merged(String customer, Tier tier, long from, long to, RollupFields fields) {
        Rollup merged = new Rollup();
        read(customer, tier, from, to, fields).forEach(window -> merged.merge(window.rollup()));
        return merged;
    }

    @Override
    public void forEachCustomer(
            Tier tier,
            long from,
            long to,
            RollupFields fields,
            BiConsumer<String, Rollup> consumer) {
        mergeByCustomer(_ -> true, tier, from, to, fields).forEach(consumer);
    }

    @Override
    public void forEachCustomer(
            Set<String> customers,
            Tier tier,
            long from,
            long to,
            RollupFields fields,
            BiConsumer<String, Rollup> consumer) {
        mergeByCustomer(customers::contains, tier, from, to, fields).forEach(consumer);
    }

    private synchronized Map<String, Rollup> mergeByCustomer(
            Predicate<String> wanted, Tier tier, long from, long to, RollupFields fields) {
        Map<String, Rollup> merged = new HashMap<>();
        forEach(
                tier,
                from,
                to,
                (key, message) -> {
                    if (wanted.test(key.customer())) {
                        Rollup rollup =
                                merged.computeIfAbsent(key.customer(), name -> new Rollup());
                        decode(key, message, rollup, fields);
                    }
                });
        return merged;
    }

    private static void decode(RollupKey key, byte[] message, Rollup into, RollupFields fields) {
        try {
            RollupCodec.decode(message, into, fields);
        } catch (MalformedRollupException e) {
            throw StoreException.undecodable(key.customer(), key.tier(), e);
        }
    }

    private void forEach(Tier tier, long from, long to, BiConsumer<RollupKey, byte[]> consumer) {
        rollups.forEach((key, held) -> {
            if (key.tier().equals(tier) && key.windowStart() >= from && key.windowStart() < to) {
                consumer.accept(key, held.rollup().message());
            }
        });
    }

    @Override
    public synchronized List<Signal> signals(SignalQuery query) {
        return signals.values().stream()
                .filter(s -> query.customer() == null || s.customer().equals(query.customer()))
                .filter(s -> s.openedAt() < query.to())
                .filter(s -> s.isOpen() || s.closedAt() >= query.from())
                .sorted(
                        Comparator.comparingLong(Signal::openedAt)
                                .reversed()
                                .thenComparing(Signal::id))
                .limit(query.limit())
                .toList();
    }

    @Override
    public synchronized List<SourceStatus> sources() {
        return List.copyOf(sources.values());
    }

    @Override
    public synchronized List<SourceLines> sourceLines() {
        return List.copyOf(sourceLines.values());
    }

    @Override
    public synchronized List<String> customers() {
        return rollups.keySet().stream().map(RollupKey::customer).distinct().sorted().toList();
    }

    @Override
    public synchronized long freshUntil() {
        return freshUntil;
    }

    @Override
    public synchronized void applyRetention(long nowMillis) {
        rollups.entrySet()
                .removeIf(entry -> {
                    RollupKey key = entry.getKey();
                    long newest = Math.max(end(key), entry.getValue().writtenAt());
                    return newest <= nowMillis - retention.of(key.tier()).toMillis();
                });
        signals.values()
                .removeIf(s ->
                        !s.isOpen()
                                && s.closedAt() <= nowMillis - retention.ofSignals().toMillis());
    }

    /// The last window that there is ends where 64 bits of milliseconds do.
    private static long end(RollupKey key) {
        long length = key.tier().millis();
        return Math.min(key.windowStart(), Long.MAX_VALUE - length) + length;
    }

    @Override
    public void close() {}
}
