package dev.weir.storage.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Asks the server which rights the user lacks, gives the statements that grant them.
final class MissingRights {
    private static final String RIGHTS =
            """
            SELECT quote_ident(current_user), quote_ident(current_database()),
                   has_database_privilege(current_database(), 'CREATE'),
                   n.oid IS NOT NULL,
                   coalesce(has_schema_privilege(n.oid, 'USAGE'), false),
                   coalesce(has_schema_privilege(n.oid, 'CREATE'), false)
            FROM (SELECT ?::text AS name) AS wanted
            LEFT JOIN pg_catalog.pg_namespace AS n ON n.nspname = wanted.name\
            """;

    private static final String OWNERS =
            """
            SELECT DISTINCT quote_ident(pg_get_userbyid(c.relowner))
            FROM pg_catalog.pg_class AS c
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relkind IN ('r', 'p')
              AND NOT pg_has_role(c.relowner, 'USAGE')
            ORDER BY 1\
            """;

    private static final String LOCKED =
            """
            SELECT EXISTS (
              SELECT FROM pg_catalog.pg_class AS c
              JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
              WHERE n.nspname = ? AND c.relkind IN ('r', 'p')
                AND NOT (has_table_privilege(c.oid, 'SELECT')
                         AND has_table_privilege(c.oid, 'INSERT')
                         AND has_table_privilege(c.oid, 'UPDATE')
                         AND has_table_privilege(c.oid, 'DELETE')))\
            """;

    /// A sentence for the user.
    ///
    /// @param words what the server said
    static String sentence(Connection connection, PostgresConfig config, String words)
            throws SQLException {
        List<String> grants = grants(connection, config.schema());
        return "user "
                + config.user()
                + " lacks a right in database "
                + config.place()
                + " ("
                + words
                + ")"
                + (grants.isEmpty() ? "" : ": have its owner run " + String.join("; ", grants));
    }

    private static List<String> grants(Connection connection, String schema) throws SQLException {
        List<String> grants = new ArrayList<>();
        String user;
        try (PreparedStatement statement = connection.prepareStatement(RIGHTS)) {
            statement.setString(1, schema);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                user = row.getString(1);
                if (!row.getBoolean(4)) {
                    if (!row.getBoolean(3)) {
                        grants.add("GRANT CREATE ON DATABASE " + row.getString(2) + " TO " + user);
                    }
                } else if (!row.getBoolean(5) || !row.getBoolean(6)) {
                    grants.add("GRANT USAGE, CREATE ON SCHEMA " + schema + " TO " + user);
                }
            }
        }
        grants.addAll(grantsOfTables(connection, schema, user));
        return grants;
    }

    /// Who makes and drops partitions must own their table, or belong to the role that does.
    private static List<String> grantsOfTables(Connection connection, String schema, String user)
            throws SQLException {
        List<String> grants = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(OWNERS)) {
            statement.setString(1, schema);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    grants.add("GRANT " + rows.getString(1) + " TO " + user);
                }
            }
        }
        if (!grants.isEmpty()) {
            return grants;
        }
        try (PreparedStatement statement = connection.prepareStatement(LOCKED)) {
            statement.setString(1, schema);
            try (ResultSet row = statement.executeQuery()) {
                if (row.next() && row.getBoolean(1)) {
                    grants.add(
                            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "
                                    + schema
                                    + " TO "
                                    + user);
                }
            }
        }
        return grants;
    }

    private MissingRights() {}
}
