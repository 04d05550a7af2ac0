package dev.weir.storage.postgresql;

import dev.weir.schema.rollup.Tier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The table `customers`: who has rollups.
final class PostgresCustomers {
    private static final Comparator<Tier> COARSEST_FIRST = Comparator.reverseOrder();

    /// Windows before the newest one in which most customers are found.
    private static final int NEWEST_WINDOWS = 2;

    private final PostgresDatabase db;
    private final Statements statements;
    private final StoreLocks locks;
    private final Partitions partitions;

    PostgresCustomers(
            PostgresDatabase db, Statements statements, StoreLocks locks, Partitions partitions) {
        this.db = db;
        this.statements = statements;
        this.locks = locks;
        this.partitions = partitions;
    }

    /// Adds those that are not there. For who has the lock for rows.
    ///
    /// @param names by what the column has
    /// @param known those that are there, as far as is known
    void add(Connection connection, NavigableMap<String, String> names, Set<String> known)
            throws SQLException {
        List<String> columns = new ArrayList<>();
        List<String> originals = new ArrayList<>();
        names.forEach((column, name) -> {
            if (!known.contains(column)) {
                columns.add(column);
                originals.add(name);
            }
        });
        if (columns.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(statements.insertCustomers())) {
            insert.setArray(1, connection.createArrayOf("text", columns.toArray()));
            insert.setArray(2, connection.createArrayOf("text", originals.toArray()));
            insert.executeUpdate();
        }
    }

    /// The names of all, in alphabetical order.
    List<String> names() {
        return db.transaction(connection -> {
            List<String> names = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(statements.customers());
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    names.add(StoredText.original(rows.getString(2)));
                }
            }
            names.sort(Comparator.naturalOrder());
            return names;
        });
    }

    /// Takes those off the list whose rollups are all gone.
    void forgetThoseWithoutRollups() {
        db.transaction(connection -> {
            locks.forEverything(connection);
            Set<String> absent = withoutRollups(connection);
            if (!absent.isEmpty()) {
                partitions.beginGeneration(connection);
                try (PreparedStatement delete =
                        connection.prepareStatement(statements.deleteCustomers())) {
                    delete.setArray(1, connection.createArrayOf("text", absent.toArray()));
                    delete.executeUpdate();
                }
            }
            return true;
        });
    }

    /// Looks in the coarsest tier first, and there for the newest windows: most are found by one
    /// look into an index, and only who has none there is looked for further back.
    private Set<String> withoutRollups(Connection connection) throws SQLException {
        Set<String> sought = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(statements.customers())) {
            while (rows.next()) {
                sought.add(rows.getString(1));
            }
        }
        NavigableMap<Tier, List<TierPartition>> tiers = new TreeMap<>(COARSEST_FIRST);
        for (TierPartition partition : partitions.all(connection).keySet()) {
            tiers.computeIfAbsent(partition.tier(), tier -> new ArrayList<>()).add(partition);
        }
        for (Map.Entry<Tier, List<TierPartition>> tier : tiers.entrySet()) {
            long newest = PostgresRollups.freshUntil(connection, statements, tier.getKey());
            long recent = newest - NEWEST_WINDOWS * tier.getKey().millis();
            removeThoseIn(connection, sought, tier.getKey(), recent, Long.MAX_VALUE);
            tier.getValue().sort(Comparator.reverseOrder());
            for (TierPartition partition : tier.getValue()) {
                removeThoseIn(
                        connection, sought, tier.getKey(), partition.start(), partition.last());
            }
        }
        return sought;
    }

    private void removeThoseIn(
            Connection connection, Set<String> sought, Tier tier, long from, long last)
            throws SQLException {
        if (sought.isEmpty()) {
            return;
        }
        try (PreparedStatement select = connection.prepareStatement(statements.customersOf(tier))) {
            select.setArray(1, connection.createArrayOf("text", sought.toArray()));
            select.setLong(2, from);
            select.setLong(3, last);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    sought.remove(rows.getString(1));
                }
            }
        }
    }
}
