package dev.weir.storage.postgresql;

import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupFields;
import dev.weir.schema.rollup.Tier;
import dev.weir.schema.signal.Signal;
import dev.weir.schema.source.SourceLines;
import dev.weir.schema.source.SourceStatus;
import dev.weir.storage.CustomerTotal;
import dev.weir.storage.EncodedRollup;
import dev.weir.storage.PeriodicStore;
import dev.weir.storage.Retention;
import dev.weir.storage.SignalQuery;
import dev.weir.storage.StoredPeriod;
import dev.weir.storage.WindowList;
import dev.weir.storage.WindowRollup;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/// The store in a PostgreSQL database: for many processes at once, read by SQL too, and spread over
/// machines by Citus where the database has it.
///
/// Rollups are dropped by partitions (1 h of the tier 1 s, 1 d of 1 m, 30 d of 1 h, 365 d of 1 d), so
/// a rollup is kept for up to one of these longer than its retention, and a minute.
public final class PostgresMetricStore implements PeriodicStore {
    private final PostgresDatabase db;
    private final Statements statements;
    private final PostgresRollups rollups;
    private final PostgresReader reader;
    private final PostgresSignals signals;
    private final PostgresSources sources;
    private final Retention retention;
    private final LongSupplier clockMillis;

    private PostgresMetricStore(
            PostgresDatabase db,
            Statements statements,
            StoreLocks locks,
            Retention retention,
            LongSupplier clockMillis) {
        this.db = db;
        this.statements = statements;
        this.retention = retention;
        this.clockMillis = clockMillis;
        rollups = new PostgresRollups(db, statements, locks);
        reader = new PostgresReader(db, statements);
        signals = new PostgresSignals(db, statements);
        sources = new PostgresSources(db, statements);
    }

    /// Opens the store, which [PostgresSetup] has made.
    ///
    /// @param clockMillis tells when a rollup was written, in milliseconds since 1970-01-01T00:00Z
    /// @throws dev.weir.storage.StoreException if the database cannot be used, has no store, or one
    ///     of another version
    public static PostgresMetricStore open(
            PostgresConfig config, Retention retention, LongSupplier clockMillis) {
        PostgresDatabase db = PostgresDatabase.open(config);
        try {
            var setup = new PostgresSetup(config);
            db.transaction(connection -> {
                setup.requirePresent(connection);
                return true;
            });
            return new PostgresMetricStore(
                    db,
                    new Statements(config.schema()),
                    new StoreLocks(config.schema()),
                    retention,
                    clockMillis);
        } catch (RuntimeException e) {
            db.close();
            throw e;
        }
    }

    /// Names the store: another one has another id, even in the same place.
    public String id() {
        return db.transaction(connection -> {
            try (PreparedStatement select = connection.prepareStatement(statements.storeId());
                    ResultSet row = select.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        });
    }

    @Override
    public void writeRollups(List<EncodedRollup> written) {
        List<EncodedRollup> kept = retention.kept(written);
        if (!kept.isEmpty()) {
            rollups.write(kept, clockMillis.getAsLong());
        }
    }

    @Override
    public void writeSignals(List<Signal> written) {
        if (!written.isEmpty()) {
            signals.write(written);
        }
    }

    @Override
    public void writeSources(List<SourceStatus> written) {
        if (!written.isEmpty()) {
            sources.write(written);
        }
    }

    @Override
    public void writeSourceLines(List<SourceLines> written) {
        if (!written.isEmpty()) {
            sources.writeLines(written);
        }
    }

    @Override
    public List<WindowRollup> read(
            String customer, Tier tier, long from, long to, RollupFields fields) {
        var windows = new WindowList();
        reader.read(customer, tier, from, to, fields, windows::at);
        return windows.list();
    }

    @Override
    public Rollup merged(String customer, Tier tier, long from, long to, RollupFields fields) {
        Rollup merged = new Rollup();
        reader.read(customer, tier, from, to, fields, _ -> merged);
        return merged;
    }

    @Override
    public void forEachCustomer(
            Tier tier,
            long from,
            long to,
            RollupFields fields,
            BiConsumer<String, Rollup> consumer) {
        reader.readAll(tier, from, to, fields, consumer);
    }

    @Override
    public void forEachCustomer(
            Set<String> customers,
            Tier tier,
            long from,
            long to,
            RollupFields fields,
            BiConsumer<String, Rollup> consumer) {
        reader.readSome(customers, tier, from, to, fields, consumer);
    }

    @Override
    public List<CustomerTotal> heaviestCustomers(
            Tier tier, long from, long to, Counter counter, int limit) {
        return Statements.COLUMNS.contains(counter)
                ? reader.heaviestCustomers(tier, from, to, counter, limit)
                : PeriodicStore.super.heaviestCustomers(tier, from, to, counter, limit);
    }

    @Override
    public List<Signal> signals(SignalQuery query) {
        return signals.read(query);
    }

    @Override
    public List<SourceStatus> sources() {
        return sources.read();
    }

    @Override
    public List<SourceLines> sourceLines() {
        return sources.readLines();
    }

    @Override
    public List<String> customers() {
        return rollups.customers();
    }

    @Override
    public long freshUntil() {
        return rollups.freshUntil(retention.finest());
    }

    @Override
    public List<StoredPeriod> periods() {
        return rollups.periods();
    }

    @Override
    public void applyRetention(long nowMillis) {
        rollups.forget(retention, nowMillis);
        signals.forget(nowMillis - retention.ofSignals().toMillis());
    }

    @Override
    public void close() {
        db.close();
    }
}
