package dev.weir.storage.postgresql;

import dev.weir.schema.rollup.Tier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The partitions of the tiers' tables and the table `partitions`, which lists them with the time at
/// which each was last written. A partition is made when the first window comes for it, whatever its
/// time, and dropped when its windows and its last write are older than the tier's retention.
final class Partitions {
    /// Each new table costs the transaction locks, of which a server has some thousands.
    private static final int AT_ONCE = 50;

    private final PostgresDatabase db;
    private final Statements statements;
    private final StoreLocks locks;

    Partitions(PostgresDatabase db, Statements statements, StoreLocks locks) {
        this.db = db;
        this.statements = statements;
        this.locks = locks;
    }

    /// Makes those that are not there. Another process may do the same at the same time.
    ///
    /// @param now when, in milliseconds since 1970-01-01T00:00Z
    void create(Collection<TierPartition> missing, long now) {
        List<TierPartition> sorted = missing.stream().sorted().toList();
        for (int i = 0; i < sorted.size(); i += AT_ONCE) {
            List<TierPartition> some = sorted.subList(i, Math.min(i + AT_ONCE, sorted.size()));
            db.transaction(connection -> {
                locks.forTables(connection);
                createSome(connection, some, now);
                return true;
            });
        }
    }

    private void createSome(Connection connection, List<TierPartition> some, long now)
            throws SQLException {
        Set<TierPartition> present = all(connection).keySet();
        List<TierPartition> missing = some.stream().filter(p -> !present.contains(p)).toList();
        if (missing.isEmpty()) {
            return;
        }
        Set<Tier> tiers =
                missing.stream()
                        .map(TierPartition::tier)
                        .collect(Collectors.toCollection(TreeSet::new));
        boolean citus = Citus.isInstalled(connection);
        for (Tier tier : tiers) {
            PostgresSetup.createTier(connection, statements, tier, citus);
        }
        try (Statement statement = connection.createStatement();
                PreparedStatement list =
                        connection.prepareStatement(statements.insertPartition())) {
            for (TierPartition partition : missing) {
                statement.execute(statements.createPartition(partition));
                statement.execute(statements.attachPartition(partition));
                list.setInt(1, partition.tier().seconds());
                list.setLong(2, partition.start());
                list.setLong(3, partition.end());
                list.setString(4, partition.table());
                list.setLong(5, now);
                list.addBatch();
            }
            list.executeBatch();
        }
    }

    /// All that there are, with the time up to which each is said to be written.
    Map<TierPartition, Long> all(Connection connection) throws SQLException {
        Map<TierPartition, Long> partitions = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(statements.partitions())) {
            while (rows.next()) {
                var partition =
                        new TierPartition(
                                new Tier(rows.getInt(1)), rows.getLong(2), rows.getLong(3));
                partitions.put(partition, rows.getLong(4));
            }
        }
        return partitions;
    }

    /// Notes that partitions are written to now. For who has the lock for rows.
    void touch(Connection connection, Collection<TierPartition> written, long now)
            throws SQLException {
        if (written.isEmpty()) {
            return;
        }
        // In order, as every row of the store is written: so two writers cannot wait in a circle.
        try (PreparedStatement update = connection.prepareStatement(statements.touchPartition())) {
            for (TierPartition partition : new TreeSet<>(written)) {
                update.setLong(1, now);
                update.setInt(2, partition.tier().seconds());
                update.setLong(3, partition.start());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    /// Drops a partition with everything in it, unless it was written to after `until`.
    ///
    /// @return whether it was dropped
    boolean drop(TierPartition partition, long until) {
        return db.transaction(connection -> {
            locks.forEverything(connection);
            try (PreparedStatement delete =
                    connection.prepareStatement(statements.deletePartition())) {
                delete.setInt(1, partition.tier().seconds());
                delete.setLong(2, partition.start());
                delete.setLong(3, until);
                if (delete.executeUpdate() == 0) {
                    return false;
                }
            }
            beginGeneration(connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute(statements.dropPartition(partition));
            }
            return true;
        });
    }

    /// Makes what every process knows of the store void. For who has the lock for everything.
    void beginGeneration(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(statements.nextGeneration());
        }
    }

    /// What is known: read anew if something was dropped since, or if there may be more partitions
    /// than are known. For who has the lock for rows.
    KnownRows refreshed(Connection connection, KnownRows known, Collection<TierPartition> needed)
            throws SQLException {
        long generation;
        try (PreparedStatement statement = connection.prepareStatement(statements.generation());
                ResultSet row = statement.executeQuery()) {
            row.next();
            generation = row.getLong(1);
        }
        if (generation != known.generation()) {
            return KnownRows.of(generation, all(connection));
        }
        if (!known.partitions().keySet().containsAll(needed)) {
            known.partitions().putAll(all(connection));
        }
        return known;
    }
}
