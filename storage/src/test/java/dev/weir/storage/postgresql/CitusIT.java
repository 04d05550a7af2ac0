package dev.weir.storage.postgresql;

import static dev.weir.storage.Samples.JUNE;
import static dev.weir.storage.Samples.rollup;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.weir.schema.rollup.Tier;
import dev.weir.storage.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is said to a server that has Citus. Its real extension is built for few servers, so a small
/// one of the same name stands here: it notes which tables it was told to spread, and refuses to be
/// told twice, as the real one does.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CitusIT {
    private static final int PRESENT = Migrations.OF_WEIR.version();

    private static final String EXTENSION =
            """
            CREATE TABLE pg_dist_partition (logicalrelid regclass PRIMARY KEY, how text);
            CREATE FUNCTION create_distributed_table(regclass, text) RETURNS void
              LANGUAGE sql AS 'INSERT INTO pg_dist_partition VALUES ($1, $2)';
            CREATE FUNCTION create_reference_table(regclass) RETURNS void
              LANGUAGE sql AS 'INSERT INTO pg_dist_partition VALUES ($1, ''copied'')';
            """;

    private final PostgresServer server = PostgresServer.shared();

    @Test
    void aServerWithoutCitusIsToldNothing() throws SQLException {
        try (Connection connection = server.connect()) {
            assertFalse(Citus.isInstalled(connection));
        }
        assertFalse(new PostgresSetup(server.config()).init(Tier.DEFAULT).citus());
    }

    @Test
    void tiersAreSpreadByCustomerAndSmallTablesCopied() throws SQLException, IOException {
        server.run("CREATE DATABASE with_citus");
        String url = server.url().replace("/postgres", "/with_citus");
        var config = new PostgresConfig(url, "postgres", Optional::empty, "weir", 2);
        var setup = new PostgresSetup(config);
        var _ = setup.init(List.of(Tier.MINUTE));
        // Citus comes to a store that is there already, and is told of what it has.
        createExtension(url);
        assertEquals(
                new PostgresSetup.Outcome(PRESENT, PRESENT, true),
                setup.init(List.of(Tier.MINUTE)));
        assertEquals(
                new PostgresSetup.Outcome(PRESENT, PRESENT, true), setup.init(List.of(Tier.HOUR)));
        try (var store = PostgresMetricStore.open(config, Retention.DEFAULT, () -> JUNE)) {
            store.writeRollups(
                    List.of(
                            rollup("shop", Tier.MINUTE, JUNE, 1),
                            rollup("shop", Tier.DAY, JUNE, 1)));
        }
        assertEquals(
                List.of(
                        "weir.customers copied",
                        "weir.rollups_1d customer",
                        "weir.rollups_1h customer",
                        "weir.rollups_1m customer",
                        "weir.signals copied",
                        "weir.source_lines copied",
                        "weir.sources copied"),
                told(url));
    }

    private static List<String> told(String url) throws SQLException {
        List<String> told = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT logicalrelid::text || ' ' || how FROM pg_dist_partition"
                                        + " ORDER BY 1")) {
            while (rows.next()) {
                told.add(String.valueOf(rows.getString(1)));
            }
        }
        return told;
    }

    /// Its files lie beside those that the server brought, as long as they are needed.
    private void createExtension(String url) throws SQLException, IOException {
        String share = "SELECT setting FROM pg_config WHERE name = 'SHAREDIR'";
        Path extensions = Path.of(server.query(share).getFirst(), "extension");
        Path control = extensions.resolve("citus.control");
        Path script = extensions.resolve("citus--1.0.sql");
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement()) {
            Files.writeString(control, "default_version = '1.0'\nschema = public\n");
            Files.writeString(script, EXTENSION);
            statement.execute("CREATE EXTENSION citus");
        } finally {
            Files.deleteIfExists(control);
            Files.deleteIfExists(script);
        }
    }
}
