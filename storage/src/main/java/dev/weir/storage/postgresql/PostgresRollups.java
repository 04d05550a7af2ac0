package dev.weir.storage.postgresql;

import dev.weir.schema.rollup.Tier;
import dev.weir.storage.EncodedRollup;
import dev.weir.storage.Retention;
import dev.weir.storage.StoreException;
import dev.weir.storage.StoreException.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// The tables `rollups_…`, one for each tier, and `freshness`. Rows go into partitions that
/// [Partitions] makes and drops.
final class PostgresRollups {
    /// Notes of when a partition was written are rounded up to this, so that they are written once
    /// a minute and not with every batch.
    private static final long NOTE_MILLIS = 60_000;

    /// How often a partition may vanish between its making and the write into it.
    private static final int ATTEMPTS = 5;

    private final PostgresDatabase db;
    private final Statements statements;
    private final StoreLocks locks;
    private final Partitions partitions;
    private final PostgresCustomers customers;
    private final Map<Tier, Long> fresh = new ConcurrentHashMap<>();
    private volatile KnownRows known = KnownRows.nothing();

    PostgresRollups(PostgresDatabase db, Statements statements, StoreLocks locks) {
        this.db = db;
        this.statements = statements;
        this.locks = locks;
        partitions = new Partitions(db, statements, locks);
        customers = new PostgresCustomers(db, statements, locks, partitions);
    }

    /// Writes all or none.
    ///
    /// @param now when, in milliseconds since 1970-01-01T00:00Z
    void write(List<EncodedRollup> rollups, long now) {
        var batch = new RollupBatch(rollups);
        long note = Math.ceilDiv(now, NOTE_MILLIS) * NOTE_MILLIS;
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                createMissing(batch, now);
                Optional<KnownRows> written =
                        db.transaction(connection -> write(connection, batch, note));
                if (written.isPresent()) {
                    remember(written.get(), batch, note);
                    return;
                }
            }
        } catch (StoreException e) {
            // The server may be another one now, which had not got everything from the first.
            known = KnownRows.nothing();
            fresh.clear();
            throw e;
        }
        throw new StoreException(
                Reason.BUSY,
                "partitions of the store are dropped as fast as they are made: check the clocks of"
                        + " the machines that run weir, and store.tiers in their configurations");
    }

    private void createMissing(RollupBatch batch, long now) {
        Set<TierPartition> present = known.partitions().keySet();
        List<TierPartition> missing =
                batch.partitions().stream().filter(p -> !present.contains(p)).toList();
        if (!missing.isEmpty()) {
            partitions.create(missing, now);
        }
    }

    /// @return what was known of the store; nothing if a partition was not there, and nothing was
    ///     written
    private Optional<KnownRows> write(Connection connection, RollupBatch batch, long note)
            throws SQLException {
        locks.forRows(connection);
        KnownRows present = partitions.refreshed(connection, known, batch.partitions());
        known = present;
        Map<TierPartition, Long> writtenAt = present.partitions();
        if (!writtenAt.keySet().containsAll(batch.partitions())) {
            return Optional.empty();
        }
        Set<TierPartition> touched =
                batch.partitions().stream()
                        .filter(partition -> writtenAt.getOrDefault(partition, note) < note)
                        .collect(Collectors.toSet());
        partitions.touch(connection, touched, note);
        customers.add(connection, batch.customers(), present.customers());
        batch.insert(connection, statements);
        raiseFreshUntil(connection, batch.ends());
        return Optional.of(present);
    }

    /// What is committed need not be written again.
    private void remember(KnownRows written, RollupBatch batch, long note) {
        batch.partitions().forEach(p -> written.partitions().merge(p, note, Math::max));
        written.customers().addAll(batch.customers().keySet());
        batch.ends().forEach((tier, end) -> fresh.merge(tier, end, Math::max));
    }

    /// Last of a write, for here all writers meet in the same rows.
    private void raiseFreshUntil(Connection connection, Map<Tier, Long> ends) throws SQLException {
        try (PreparedStatement raise = connection.prepareStatement(statements.raiseFreshUntil())) {
            for (var end : ends.entrySet()) {
                if (end.getValue() > fresh.getOrDefault(end.getKey(), 0L)) {
                    raise.setInt(1, end.getKey().seconds());
                    raise.setLong(2, end.getValue());
                    raise.executeUpdate();
                }
            }
        }
    }

    /// The names of all customers, in alphabetical order.
    List<String> customers() {
        return customers.names();
    }

    /// End of the newest window written of a tier; 0 if there is none.
    long freshUntil(Tier tier) {
        return db.transaction(connection -> freshUntil(connection, statements, tier));
    }

    static long freshUntil(Connection connection, Statements statements, Tier tier)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(statements.freshUntil())) {
            select.setInt(1, tier.seconds());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /// Drops the partitions whose time is over, and forgets the customers that are left with nothing.
    void forget(Retention retention, long now) {
        boolean dropped = false;
        for (var entry : db.transaction(partitions::all).entrySet()) {
            TierPartition partition = entry.getKey();
            long until = now - retention.of(partition.tier()).toMillis();
            if (partition.end() <= until && entry.getValue() <= until) {
                dropped |= partitions.drop(partition, until);
            }
        }
        if (dropped) {
            customers.forgetThoseWithoutRollups();
        }
    }
}
