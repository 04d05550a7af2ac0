package dev.weir.storage.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// What is said to a server that has Citus, and to no other: all of it stands here. Rollups are
/// spread over the workers by customer, so that a customer's rollups of all tiers lie on one; what
/// is small is copied to each.
final class Citus {
    static final String IS_INSTALLED =
            "SELECT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'citus')";

    static final String IS_KNOWN =
            "SELECT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = ?::regclass)";

    static final String DISTRIBUTE = "SELECT create_distributed_table(?::regclass, 'customer')";

    static final String COPY_TO_ALL = "SELECT create_reference_table(?::regclass)";

    /// Whether the database has the extension.
    static boolean isInstalled(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(IS_INSTALLED)) {
            return row.next() && row.getBoolean(1);
        }
    }

    /// Spreads the table of a tier over the workers, unless it is already.
    static void distribute(Connection connection, String table) throws SQLException {
        tell(connection, DISTRIBUTE, table);
    }

    /// Copies a small table to all nodes, unless it is already.
    static void copyToAll(Connection connection, String table) throws SQLException {
        tell(connection, COPY_TO_ALL, table);
    }

    private static void tell(Connection connection, String sql, String table) throws SQLException {
        try (PreparedStatement known = connection.prepareStatement(IS_KNOWN)) {
            known.setString(1, table);
            try (ResultSet row = known.executeQuery()) {
                if (row.next() && row.getBoolean(1)) {
                    return;
                }
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, table);
            statement.execute();
        }
    }

    private Citus() {}
}
