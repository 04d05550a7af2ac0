package dev.weir.storage.kafka;

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
import dev.weir.storage.StoreException;
import dev.weir.storage.WindowRollup;
import dev.weir.storage.memory.InMemoryMetricStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/// A store in memory that refuses to write while it is told to, and remembers what it was asked.
class FailingStore implements MetricStore {
    private final MetricStore store = new InMemoryMetricStore(Retention.DEFAULT, () -> 0);

    /// Refuse so many of the next writes.
    int failures;

    /// The rollups of each write that was asked for.
    final List<List<EncodedRollup>> writes = Collections.synchronizedList(new ArrayList<>());

    /// The times at which retention was applied.
    final List<Long> retentions = new ArrayList<>();

    private synchronized void failIfToldTo() {
        if (failures > 0) {
            failures--;
            throw new StoreException("the disk is full");
        }
    }

    @Override
    public void writeRollups(List<EncodedRollup> rollups) {
        writes.add(rollups);
        failIfToldTo();
        store.writeRollups(rollups);
    }

    @Override
    public void writeSignals(List<Signal> signals) {
        failIfToldTo();
        store.writeSignals(signals);
    }

    @Override
    public void writeSources(List<SourceStatus> sources) {
        failIfToldTo();
        store.writeSources(sources);
    }

    @Override
    public void writeSourceLines(List<SourceLines> lines) {
        failIfToldTo();
        store.writeSourceLines(lines);
    }

    @Override
    public List<WindowRollup> read(
            String customer, Tier tier, long from, long to, RollupFields fields) {
        return store.read(customer, tier, from, to, fields);
    }

    @Override
    public Rollup merged(String customer, Tier tier, long from, long to, RollupFields fields) {
        return store.merged(customer, tier, from, to, fields);
    }

    @Override
    public void forEachCustomer(
            Tier tier,
            long from,
            long to,
            RollupFields fields,
            BiConsumer<String, Rollup> consumer) {
        store.forEachCustomer(tier, from, to, fields, consumer);
    }

    @Override
    public void forEachCustomer(
            Set<String> customers,
            Tier tier,
            long from,
            long to,
            RollupFields fields,
            BiConsumer<String, Rollup> consumer) {
        store.forEachCustomer(customers, tier, from, to, fields, consumer);
    }

    @Override
    public List<Signal> signals(SignalQuery query) {
        return store.signals(query);
    }

    @Override
    public List<SourceStatus> sources() {
        return store.sources();
    }

    @Override
    public List<SourceLines> sourceLines() {
        return store.sourceLines();
    }

    @Override
    public List<String> customers() {
        return store.customers();
    }

    @Override
    public long freshUntil() {
        return store.freshUntil();
    }

    @Override
    public void applyRetention(long nowMillis) {
        retentions.add(nowMillis);
        failIfToldTo();
    }

    @Override
    public void close() {
        store.close();
    }
}
