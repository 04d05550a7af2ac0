package dev.weir.storage.postgresql;

import dev.weir.schema.rollup.Tier;
import dev.weir.storage.StoreException;
import dev.weir.storage.StoreException.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Makes the store's tables and brings them to this version: what `weir store init` and
/// `weir store migrate` do. Doing it again changes nothing.
public final class PostgresSetup {
    private final PostgresConfig config;
    private final Migrations migrations;
    private final Statements statements;
    private final StoreLocks locks;

    /// Creates it for a database.
    public PostgresSetup(PostgresConfig config) {
        this(config, Migrations.OF_WEIR);
    }

    PostgresSetup(PostgresConfig config, Migrations migrations) {
        this.config = config;
        this.migrations = migrations;
        statements = new Statements(config.schema());
        locks = new StoreLocks(config.schema());
    }

    /// What was found and made.
    ///
    /// @param from the version that was there; 0: nothing
    /// @param to the version that is there now
    /// @param citus whether the tables are spread by Citus
    public record Outcome(int from, int to, boolean citus) {}

    /// Makes what is missing: the schema, its tables, those of tiers. Tables of an older version are
    /// left as they are.
    ///
    /// @throws StoreException if something is in the way; then nothing was made
    public Outcome init(Collection<Tier> tiers) {
        try (PostgresDatabase db = PostgresDatabase.open(config)) {
            return db.transaction(connection -> {
                locks.forTables(connection);
                int found = version(connection);
                if (found == 0) {
                    createSchema(connection);
                    migrate(connection, 0);
                } else {
                    requirePresent(found);
                }
                boolean citus = Citus.isInstalled(connection);
                for (Tier tier : tiers) {
                    createTier(connection, statements, tier, citus);
                }
                if (citus) {
                    for (String table : Migrations.SMALL_TABLES) {
                        Citus.copyToAll(connection, statements.table(table));
                    }
                }
                return new Outcome(found, migrations.version(), citus);
            });
        }
    }

    /// Brings the tables to this version.
    ///
    /// @throws StoreException if there are none, they are newer, or something is in the way; then
    ///     nothing was changed
    public Outcome migrate() {
        try (PostgresDatabase db = PostgresDatabase.open(config)) {
            return db.transaction(connection -> {
                locks.forTables(connection);
                int found = version(connection);
                requireKnown(found);
                migrate(connection, found);
                return new Outcome(found, migrations.version(), Citus.isInstalled(connection));
            });
        }
    }

    private void migrate(Connection connection, int found) throws SQLException {
        for (int version = found + 1; version <= migrations.version(); version++) {
            try (Statement statement = connection.createStatement()) {
                for (String sql : migrations.to(version, config.schema())) {
                    statement.execute(sql);
                }
            }
            try (PreparedStatement insert =
                    connection.prepareStatement(
                            "INSERT INTO "
                                    + statements.table("schema_version")
                                    + " (version) VALUES (?)")) {
                insert.setInt(1, version);
                insert.execute();
            }
        }
    }

    /// The right to make schemas is asked for even where one is there, so that is looked at first.
    private void createSchema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery(
                                "SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace"
                                        + " WHERE nspname = '"
                                        + config.schema()
                                        + "')")) {
            if (found.next() && found.getBoolean(1)) {
                return;
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA \"" + config.schema() + '"');
        }
    }

    /// Makes the table of a tier if it is not there. For who has the lock for tables.
    static void createTier(Connection connection, Statements statements, Tier tier, boolean citus)
            throws SQLException {
        String table = TierPartition.table(tier);
        try (Statement statement = connection.createStatement()) {
            if (!isThere(connection, statements, table)) {
                statement.execute(statements.createTier(tier, hasLz4(statement)));
                statement.execute(statements.createTimeIndex(tier));
            }
        }
        if (citus) {
            Citus.distribute(connection, statements.table(table));
        }
    }

    private static boolean hasLz4(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(Statements.HAS_LZ4)) {
            return row.next() && row.getBoolean(1);
        }
    }

    /// Whether a table of the store is there.
    static boolean isThere(Connection connection, Statements statements, String table)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(statements.find(table))) {
            @Nullable String name = row.next() ? row.getString(1) : null;
            return name != null;
        }
    }

    /// The version of the tables; 0 if there are none.
    private int version(Connection connection) throws SQLException {
        if (!isThere(connection, statements, "schema_version")) {
            return 0;
        }
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT coalesce(max(version), 0) FROM "
                                        + statements.table("schema_version"))) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    /// @throws StoreException unless the tables are of this version
    void requirePresent(Connection connection) throws SQLException {
        requirePresent(version(connection));
    }

    private void requirePresent(int found) {
        requireKnown(found);
        if (found < migrations.version()) {
            throw new StoreException(
                    Reason.NOT_READY,
                    "the store in "
                            + place()
                            + " has version "
                            + found
                            + ", and this version of Weir works on version "
                            + migrations.version()
                            + ": run weir store migrate");
        }
    }

    private void requireKnown(int found) {
        if (found == 0) {
            throw new StoreException(
                    Reason.NOT_READY, "there is no store in " + place() + ": run weir store init");
        }
        if (found > migrations.version()) {
            throw new StoreException(
                    Reason.NEWER_VERSION,
                    "the store in "
                            + place()
                            + " has version "
                            + found
                            + ", and this version of Weir works on version "
                            + migrations.version()
                            + ": use the version of Weir that made it, or a newer one");
        }
    }

    private String place() {
        return "database " + config.place() + ", schema " + config.schema();
    }
}
