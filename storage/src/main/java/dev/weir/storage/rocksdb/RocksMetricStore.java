package dev.weir.storage.rocksdb;

import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupFields;
import dev.weir.schema.rollup.Tier;
import dev.weir.schema.signal.Signal;
import dev.weir.schema.source.SourceLines;
import dev.weir.schema.source.SourceStatus;
import dev.weir.storage.EncodedRollup;
import dev.weir.storage.PeriodicStore;
import dev.weir.storage.Retention;
import dev.weir.storage.SignalQuery;
import dev.weir.storage.StoredPeriod;
import dev.weir.storage.WindowList;
import dev.weir.storage.WindowRollup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.rocksdb.RocksDBException;

/// The store in a directory of this machine, for one process. Writes wait for each other, reads
/// wait for nobody.
///
/// A period of rollups (1 h of the tier 1 s, 1 d of 1 m, 30 d of 1 h, 365 d of 1 d) is dropped as a
/// whole, so a rollup is kept for up to one period longer than its retention.
public final class RocksMetricStore implements PeriodicStore {
    private final RocksDatabase db;
    private final RocksRollups rollups;
    private final RocksSignals signals;
    private final RocksSources sources;
    private final Retention retention;
    private final LongSupplier clockMillis;
    private final ReentrantLock writing = new ReentrantLock();

    private RocksMetricStore(RocksDatabase db, Retention retention, LongSupplier clockMillis) {
        this.db = db;
        this.retention = retention;
        this.clockMillis = clockMillis;
        signals = new RocksSignals(db);
        sources = new RocksSources(db);
        rollups = db.with(() -> new RocksRollups(db));
    }

    /// Opens the store; makes it if it is not there.
    ///
    /// @param clockMillis tells when a rollup was written, in milliseconds since 1970-01-01T00:00Z
    /// @throws dev.weir.storage.StoreException if it is in use by another process, damaged, of
    ///     another version or no store
    public static RocksMetricStore open(
            RocksConfig config, Retention retention, LongSupplier clockMillis) {
        return opened(RocksDatabase.open(config), retention, clockMillis);
    }

    /// Opens the store as it stands now, for reading only; a process that has it open is not
    /// disturbed, and what it writes from now on is not seen.
    ///
    /// @throws dev.weir.storage.StoreException if there is none, or it is damaged, of another
    ///     version or no store
    public static RocksMetricStore openReadOnly(Path directory) {
        RocksDatabase db = RocksDatabase.openReadOnly(directory);
        SortedMap<Tier, Duration> tiers = new TreeMap<>();
        db.tiers().forEach(tier -> tiers.put(tier, Duration.ZERO));
        Retention present =
                tiers.isEmpty() ? Retention.DEFAULT : new Retention(tiers, Duration.ZERO);
        return opened(db, present, () -> 0);
    }

    private static RocksMetricStore opened(
            RocksDatabase db, Retention retention, LongSupplier clockMillis) {
        try {
            return new RocksMetricStore(db, retention, clockMillis);
        } catch (RuntimeException e) {
            db.close();
            throw e;
        }
    }

    @Override
    public void writeRollups(List<EncodedRollup> written) {
        List<EncodedRollup> kept = retention.kept(written);
        if (!kept.isEmpty()) {
            alone(() -> rollups.write(kept, clockMillis.getAsLong()));
        }
    }

    @Override
    public void writeSignals(List<Signal> written) {
        if (!written.isEmpty()) {
            alone(() -> signals.write(written));
        }
    }

    @Override
    public void writeSources(List<SourceStatus> written) {
        if (!written.isEmpty()) {
            alone(() -> sources.write(written));
        }
    }

    @Override
    public void writeSourceLines(List<SourceLines> written) {
        if (!written.isEmpty()) {
            alone(() -> sources.writeLines(written));
        }
    }

    @Override
    public List<WindowRollup> read(
            String customer, Tier tier, long from, long to, RollupFields fields) {
        return db.with(() -> {
            var windows = new WindowList();
            rollups.read(customer, tier, from, to, fields, windows::at);
            return windows.list();
        });
    }

    @Override
    public Rollup merged(String customer, Tier tier, long from, long to, RollupFields fields) {
        return db.with(() -> {
            Rollup merged = new Rollup();
            rollups.read(customer, tier, from, to, fields, _ -> merged);
            return merged;
        });
    }

    @Override
    public void forEachCustomer(
            Tier tier,
            long from,
            long to,
            RollupFields fields,
            BiConsumer<String, Rollup> consumer) {
        db.with(() -> {
            rollups.readAll(rollups.customers(), tier, from, to, fields, consumer);
            return true;
        });
    }

    @Override
    public void forEachCustomer(
            Set<String> customers,
            Tier tier,
            long from,
            long to,
            RollupFields fields,
            BiConsumer<String, Rollup> consumer) {
        db.with(() -> {
            rollups.readAll(customers, tier, from, to, fields, consumer);
            return true;
        });
    }

    @Override
    public List<Signal> signals(SignalQuery query) {
        return db.with(() -> signals.read(query));
    }

    @Override
    public List<SourceStatus> sources() {
        return db.with(sources::read);
    }

    @Override
    public List<SourceLines> sourceLines() {
        return db.with(sources::readLines);
    }

    @Override
    public List<String> customers() {
        return db.with(rollups::customers);
    }

    @Override
    public long freshUntil() {
        return db.with(() -> rollups.freshUntil(retention.finest()));
    }

    @Override
    public List<StoredPeriod> periods() {
        return db.with(rollups::periods);
    }

    @Override
    public void applyRetention(long nowMillis) {
        alone(() -> {
            rollups.forget(retention, nowMillis);
            signals.forget(nowMillis - retention.ofSignals().toMillis());
        });
    }

    /// Something that writes.
    private interface Change {
        /// Does it.
        void make() throws RocksDBException;
    }

    private void alone(Change change) {
        writing.lock();
        try {
            db.with(() -> {
                change.make();
                return true;
            });
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() {
        db.close();
    }
}
