package dev.weir.storage.rocksdb;

import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.StoredPeriod;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/// What `meta` says of the rollups, in memory: which periods there are, when each was last written,
/// and how fresh each tier is. So a read of decades goes straight to the few periods that exist,
/// and a start need not look at a single rollup.
///
/// Many threads may read while one writes.
final class RollupLedger {
    private final Map<Tier, ConcurrentNavigableMap<Long, Long>> writtenAt =
            new ConcurrentHashMap<>();
    private final Map<Tier, Long> freshUntil = new ConcurrentHashMap<>();

    /// Takes over what `meta` holds.
    void load(RocksIterator meta) throws RocksDBException {
        for (meta.seekToFirst(); meta.isValid(); meta.next()) {
            byte[] key = meta.key();
            switch (key[0]) {
                case RocksKeys.META_WRITTEN_AT ->
                        periods(RocksKeys.metaTier(key))
                                .put(RocksKeys.metaPeriod(key), RocksKeys.time(meta.value()));
                case RocksKeys.META_FRESH_UNTIL ->
                        freshUntil.put(RocksKeys.metaTier(key), RocksKeys.time(meta.value()));
                default -> {} // the format
            }
        }
        meta.status();
    }

    /// All periods of a tier, oldest first.
    List<StoredPeriod> all(Tier tier) {
        long length = RocksKeys.periodMillis(tier);
        return periods(tier).keySet().stream()
                .map(start -> new StoredPeriod(tier, start, end(start, length)))
                .toList();
    }

    private ConcurrentNavigableMap<Long, Long> periods(Tier tier) {
        return writtenAt.computeIfAbsent(tier, t -> new ConcurrentSkipListMap<>());
    }

    /// The starts of the periods that may hold windows of `[from, to)`, oldest first.
    Collection<Long> periods(Tier tier, long from, long to) {
        return from >= to
                ? List.of()
                : periods(tier)
                        .subMap(
                                RocksKeys.periodStart(tier, from),
                                true,
                                RocksKeys.periodStart(tier, to - 1),
                                true)
                        .keySet();
    }

    /// The starts of all periods of a tier, newest first.
    Collection<Long> newestPeriods(Tier tier) {
        return periods(tier).descendingKeySet();
    }

    /// The starts of the periods that ended, and were last written, at `until` or before.
    List<Long> expired(Tier tier, long until) {
        long length = RocksKeys.periodMillis(tier);
        return periods(tier).entrySet().stream()
                .filter(period -> period.getValue() <= until)
                .filter(period -> end(period.getKey(), length) <= until)
                .map(Map.Entry::getKey)
                .toList();
    }

    /// End of the newest window written of a tier; 0 if there is none.
    long freshUntil(Tier tier) {
        return freshUntil.getOrDefault(tier, 0L);
    }

    /// Forgets a period that is gone from the store.
    void forget(Tier tier, long periodStart) {
        periods(tier).remove(periodStart);
    }

    /// What a batch of rollups changes: first into the store, then into memory.
    final class Change {
        private final Map<Tier, NavigableMap<Long, Long>> touched = new HashMap<>();
        private final Map<Tier, Long> fresher = new HashMap<>();

        void add(RollupKey key, long now) {
            touched.computeIfAbsent(key.tier(), t -> new TreeMap<>())
                    .put(RocksKeys.periodStart(key.tier(), key.windowStart()), now);
            long end = end(key.windowStart(), key.tier().millis());
            if (end > Math.max(freshUntil(key.tier()), fresher.getOrDefault(key.tier(), 0L))) {
                fresher.put(key.tier(), end);
            }
        }

        void putInto(WriteBatch batch, ColumnFamilyHandle meta) throws RocksDBException {
            for (var tier : touched.entrySet()) {
                for (var period : tier.getValue().entrySet()) {
                    batch.put(
                            meta,
                            RocksKeys.metaWrittenAt(tier.getKey(), period.getKey()),
                            RocksKeys.time(period.getValue()));
                }
            }
            for (var tier : fresher.entrySet()) {
                batch.put(
                        meta,
                        RocksKeys.metaFreshUntil(tier.getKey()),
                        RocksKeys.time(tier.getValue()));
            }
        }

        void remember() {
            touched.forEach((tier, periods) -> periods(tier).putAll(periods));
            freshUntil.putAll(fresher);
        }
    }

    /// Of a window or period; the last one ends where 64 bits of milliseconds do.
    private static long end(long start, long length) {
        return start > Long.MAX_VALUE - length ? Long.MAX_VALUE : start + length;
    }
}
