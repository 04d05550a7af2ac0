package dev.weir.storage.influxdb;

import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupFields;
import dev.weir.schema.rollup.Tier;
import dev.weir.schema.signal.Signal;
import dev.weir.schema.source.SourceLines;
import dev.weir.schema.source.SourceStatus;
import dev.weir.storage.EncodedRollup;
import dev.weir.storage.MetricStore;
import dev.weir.storage.Retention;
import dev.weir.storage.SignalQuery;
import dev.weir.storage.WindowList;
import dev.weir.storage.WindowRollup;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/// The store in an InfluxDB: for many processes at once, and for Grafana beside them.
///
/// A server decides by its own clock what it forgets: rollups go when their shard is older than the
/// retention of their tier, and those that are older when they come are refused, however lately they
/// were written. Signals go by [#applyRetention].
///
/// A write is several requests, of which each may be there without the next: see
/// [InfluxRollups#write]. Written again after a failure it is the same.
public final class InfluxMetricStore implements MetricStore {
    private final InfluxDatabase db;
    private final String id;
    private final InfluxRollups rollups;
    private final InfluxReader reader;
    private final InfluxCustomers customers;
    private final InfluxFreshness freshness;
    private final InfluxSignals signals;
    private final InfluxSources sources;
    private final Retention retention;

    private InfluxMetricStore(InfluxDatabase db, String id, Retention retention) {
        this.db = db;
        this.id = id;
        this.retention = retention;
        freshness = new InfluxFreshness(db, new SecureRandom());
        rollups = new InfluxRollups(db, freshness);
        customers = new InfluxCustomers(db);
        reader = new InfluxReader(db, customers);
        signals = new InfluxSignals(db);
        sources = new InfluxSources(db);
    }

    /// Opens the store, which [InfluxSetup] has made.
    ///
    /// @param retention the tiers that are kept; how long, [InfluxSetup] told the server
    /// @throws dev.weir.storage.StoreException if the server cannot be used, has no store, or one of
    ///     another version
    public static InfluxMetricStore open(InfluxConfig config, Retention retention) {
        var db = new InfluxDatabase(config);
        try {
            String id = new InfluxSetup(config).requirePresent(db);
            return new InfluxMetricStore(db, id, retention);
        } catch (RuntimeException e) {
            db.close();
            throw e;
        }
    }

    /// Names the store: another one has another id, even in the same place.
    public String id() {
        return id;
    }

    /// Rollups that the server refused since the store was opened, because they are older than it
    /// keeps their tier.
    public long refusedRollups() {
        return db.refusedPoints();
    }

    @Override
    public void writeRollups(List<EncodedRollup> written) {
        List<EncodedRollup> kept = retention.kept(written);
        if (!kept.isEmpty()) {
            rollups.write(kept);
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
        if (retention.keeps(tier)) {
            reader.read(customer, tier, from, to, fields, windows::at);
        }
        return windows.list();
    }

    @Override
    public Rollup merged(String customer, Tier tier, long from, long to, RollupFields fields) {
        Rollup merged = new Rollup();
        if (retention.keeps(tier)) {
            reader.read(customer, tier, from, to, fields, _ -> merged);
        }
        return merged;
    }

    @Override
    public void forEachCustomer(
            Tier tier,
            long from,
            long to,
            RollupFields fields,
            BiConsumer<String, Rollup> consumer) {
        if (retention.keeps(tier)) {
            reader.readAll(tier, from, to, fields, consumer);
        }
    }

    @Override
    public void forEachCustomer(
            Set<String> customers,
            Tier tier,
            long from,
            long to,
            RollupFields fields,
            BiConsumer<String, Rollup> consumer) {
        if (retention.keeps(tier)) {
            reader.readSome(customers, tier, from, to, fields, consumer);
        }
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
        return customers.names(retention.list().stream().map(Tier::wireName).toList());
    }

    @Override
    public long freshUntil() {
        return freshness.until(retention.finest());
    }

    /// Forgets signals. Rollups the server forgets by itself.
    @Override
    public void applyRetention(long nowMillis) {
        signals.forget(nowMillis - retention.ofSignals().toMillis());
    }

    @Override
    public void close() {
        db.close();
    }
}
