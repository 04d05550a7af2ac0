package dev.weir.storage.postgresql;

import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.MalformedRollupException;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupFields;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.CustomerTotal;
import dev.weir.storage.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;

/// Reads rollups out of the tables `rollups_…`: from their messages, or, where the wanted counters
/// have columns of their own, from these alone, which saves the server the reading of the messages.
final class PostgresReader {
    /// Rows that are in memory at once while a range is read.
    private static final int FETCH_ROWS = 1_000;

    private final PostgresDatabase db;
    private final Statements statements;
    private final Set<Tier> tiers = ConcurrentHashMap.newKeySet();

    PostgresReader(PostgresDatabase db, Statements statements) {
        this.db = db;
        this.statements = statements;
    }

    /// Reads a customer's rollups of the windows of `[from, to)`, oldest first.
    ///
    /// @param target takes a window's start, gives what its parts are merged into
    void read(
            String customer,
            Tier tier,
            long from,
            long to,
            RollupFields fields,
            LongFunction<Rollup> target) {
        RollupColumns columns = RollupColumns.of(fields);
        query(
                tier,
                statements.readRollups(tier, columns.names()),
                from,
                to,
                select -> {
                    select.setString(3, StoredText.key(customer));
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            columns.merge(rows, target.apply(rows.getLong(1)));
                        }
                    } catch (MalformedRollupException e) {
                        throw StoreException.undecodable(customer, tier, e);
                    }
                });
    }

    /// Reads for each customer that has windows in `[from, to)` their merge.
    void readAll(
            Tier tier,
            long from,
            long to,
            RollupFields fields,
            BiConsumer<String, Rollup> consumer) {
        RollupColumns columns = RollupColumns.of(fields);
        query(
                tier,
                statements.readAllRollups(tier, columns.names()),
                from,
                to,
                select -> forEachCustomer(select, tier, columns, consumer));
    }

    /// Reads for each of some customers that has windows in `[from, to)` their merge.
    void readSome(
            Set<String> customers,
            Tier tier,
            long from,
            long to,
            RollupFields fields,
            BiConsumer<String, Rollup> consumer) {
        RollupColumns columns = RollupColumns.of(fields);
        Object[] keys = customers.stream().map(StoredText::key).toArray();
        query(
                tier,
                statements.readSomeRollups(tier, columns.names()),
                from,
                to,
                select -> {
                    select.setArray(3, select.getConnection().createArrayOf("text", keys));
                    forEachCustomer(select, tier, columns, consumer);
                });
    }

    private static void forEachCustomer(
            PreparedStatement select,
            Tier tier,
            RollupColumns columns,
            BiConsumer<String, Rollup> consumer)
            throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            String customer = "";
            Rollup merged = null;
            while (rows.next()) {
                String next = StoredText.original(rows.getString(1));
                if (merged == null || !next.equals(customer)) {
                    if (merged != null) {
                        consumer.accept(customer, merged);
                    }
                    customer = next;
                    merged = new Rollup();
                }
                try {
                    columns.merge(rows, merged);
                } catch (MalformedRollupException e) {
                    throw StoreException.undecodable(customer, tier, e);
                }
            }
            if (merged != null) {
                consumer.accept(customer, merged);
            }
        }
    }

    /// The customers with the largest sums of a counter that has a column.
    List<CustomerTotal> heaviestCustomers(
            Tier tier, long from, long to, Counter counter, int limit) {
        List<CustomerTotal> heaviest = new ArrayList<>();
        query(
                tier,
                statements.heaviestCustomers(tier, counter),
                from,
                to,
                select -> {
                    select.setInt(3, limit);
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            String customer = StoredText.original(rows.getString(1));
                            heaviest.add(new CustomerTotal(customer, rows.getLong(2)));
                        }
                    }
                });
        return heaviest;
    }

    /// What is done with a statement on a range.
    private interface Query {
        void run(PreparedStatement select) throws SQLException;
    }

    /// Runs a statement whose first two parameters are a range, if the tier has a table.
    private void query(Tier tier, String sql, long from, long to, Query query) {
        db.transaction(connection -> {
            if (isThere(connection, tier)) {
                try (PreparedStatement select = connection.prepareStatement(sql)) {
                    select.setFetchSize(FETCH_ROWS);
                    select.setLong(1, from);
                    select.setLong(2, to);
                    query.run(select);
                }
            }
            return true;
        });
    }

    private boolean isThere(Connection connection, Tier tier) throws SQLException {
        if (tiers.contains(tier)) {
            return true;
        }
        if (!PostgresSetup.isThere(connection, statements, TierPartition.table(tier))) {
            return false;
        }
        tiers.add(tier);
        return true;
    }
}
