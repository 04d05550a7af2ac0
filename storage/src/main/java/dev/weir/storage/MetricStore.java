package dev.weir.storage;

import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupFields;
import dev.weir.schema.rollup.Tier;
import dev.weir.schema.signal.Signal;
import dev.weir.schema.source.SourceLines;
import dev.weir.schema.source.SourceStatus;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/// Keeps rollups, signals and what is said of sources. Every write replaces what had the same key, so
/// writing again what was written before changes nothing. Safe for many threads.
///
/// Every implementation passes `MetricStoreContract`.
public interface MetricStore extends AutoCloseable {
    /// Writes rollups; when it returns, they survive the end of the process. All or none; a store
    /// without transactions may be left with some when it throws, of finer tiers before coarser ones,
    /// and says so. Those of a tier that is not kept are passed over, and so are, in a store whose
    /// server forgets by its own clock, those that it would forget at once.
    ///
    /// @throws StoreException if they are not written
    void writeRollups(List<EncodedRollup> rollups);

    /// Writes signals; the newest `updatedAt` of an id wins.
    ///
    /// @throws StoreException if they are not written
    void writeSignals(List<Signal> signals);

    /// Writes source statuses; the highest `countedTo` of a source wins.
    ///
    /// @throws StoreException if they are not written
    void writeSources(List<SourceStatus> sources);

    /// Writes what collectors say of the lines of sources; the last written of a source wins, for a
    /// collector may have lost its checkpoints and have begun again.
    ///
    /// @throws StoreException if they are not written
    void writeSourceLines(List<SourceLines> lines);

    /// Reads a customer's windows of a tier that start in `[from, to)`, oldest first, the parts of
    /// each merged. Windows without requests are not there.
    ///
    /// @param from milliseconds since 1970-01-01T00:00Z
    /// @param to milliseconds, exclusive
    /// @param fields what is wanted of them
    List<WindowRollup> read(String customer, Tier tier, long from, long to, RollupFields fields);

    /// Reads the windows with everything that they have.
    default List<WindowRollup> read(String customer, Tier tier, long from, long to) {
        return read(customer, tier, from, to, RollupFields.ALL);
    }

    /// Reads the merge of a customer's windows of a tier that start in `[from, to)`. Only one rollup
    /// is in memory, however long the range.
    ///
    /// @param from milliseconds since 1970-01-01T00:00Z
    /// @param to milliseconds, exclusive
    /// @param fields what is wanted of it
    Rollup merged(String customer, Tier tier, long from, long to, RollupFields fields);

    /// Reads for each customer that has windows of a tier that start in `[from, to)` their merge, in
    /// any order.
    ///
    /// @param from milliseconds since 1970-01-01T00:00Z
    /// @param to milliseconds, exclusive
    /// @param fields what is wanted of them
    /// @param consumer takes a customer and its rollup, which is the consumer's own; it does not call
    ///     the store
    void forEachCustomer(
            Tier tier,
            long from,
            long to,
            RollupFields fields,
            BiConsumer<String, Rollup> consumer);

    /// Reads the same of some customers; of the others nothing is decoded.
    ///
    /// @param customers their names; who has no such windows is passed over
    /// @param from milliseconds since 1970-01-01T00:00Z
    /// @param to milliseconds, exclusive
    /// @param fields what is wanted of them
    /// @param consumer as above
    void forEachCustomer(
            Set<String> customers,
            Tier tier,
            long from,
            long to,
            RollupFields fields,
            BiConsumer<String, Rollup> consumer);

    /// The customers with the largest sums of a counter over the windows of a tier that start in
    /// `[from, to)`: the larger first, equal ones by name, none whose sum is 0.
    ///
    /// @param limit how many at most
    default List<CustomerTotal> heaviestCustomers(
            Tier tier, long from, long to, Counter counter, int limit) {
        var heaviest = new HeaviestCustomers(limit);
        forEachCustomer(
                tier,
                from,
                to,
                RollupFields.of(counter),
                (customer, rollup) ->
                        heaviest.add(new CustomerTotal(customer, rollup.counter(counter))));
        return heaviest.list();
    }

    /// Reads signals, newest first.
    List<Signal> signals(SignalQuery query);

    /// The status of every source seen, by source id.
    List<SourceStatus> sources();

    /// What collectors say of the lines of each source, by source id.
    List<SourceLines> sourceLines();

    /// Every customer that has rollups, in alphabetical order.
    List<String> customers();

    /// End of the newest window of the finest tier written, of any customer: milliseconds since
    /// 1970-01-01T00:00Z; 0 if there is none. It does not go back when retention forgets the window.
    long freshUntil();

    /// Forgets what is older than its tier's retention. Old data that was written lately (a
    /// backfill) is kept for as long from its writing. A store that forgets many windows at once
    /// may keep them for somewhat longer, and says for how long. A store whose server forgets rollups
    /// by its own clock leaves them to it, and says so: it takes no old data lately.
    ///
    /// @param nowMillis milliseconds since 1970-01-01T00:00Z
    void applyRetention(long nowMillis);

    /// Closes the store; what was written stays.
    @Override
    void close();
}
