package dev.weir.storage.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/// Who waits for whom, over all processes that use the store. Locks end with their transaction;
/// where both are taken, that of the tables comes first.
///
/// | does | tables | rows |
/// |---|---|---|
/// | writes rollups | – | shared |
/// | makes tables | alone | – |
/// | drops partitions, forgets customers | alone | alone |
final class StoreLocks {
    private static final int TABLES = 0x57454952;
    private static final int ROWS = TABLES + 1;

    /// Who makes or drops a table gives way to a reader that has been at it for so long, rather than
    /// let everybody wait behind itself.
    private static final String PATIENCE = "SET LOCAL lock_timeout = '3s'";

    private final int store;

    StoreLocks(String schema) {
        store = schema.hashCode();
    }

    /// Others may write rows at the same time, nobody may drop what they go into.
    void forRows(Connection connection) throws SQLException {
        take(connection, "SELECT pg_advisory_xact_lock_shared(?, ?)", ROWS);
    }

    /// Nobody else makes or drops a table.
    void forTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(PATIENCE);
        }
        take(connection, "SELECT pg_advisory_xact_lock(?, ?)", TABLES);
    }

    /// Nobody else makes or drops a table or writes a row.
    void forEverything(Connection connection) throws SQLException {
        forTables(connection);
        take(connection, "SELECT pg_advisory_xact_lock(?, ?)", ROWS);
    }

    private void take(Connection connection, String sql, int lock) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, lock);
            statement.setInt(2, store);
            statement.execute();
        }
    }
}
