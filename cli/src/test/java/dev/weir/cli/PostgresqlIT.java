package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.schema.rollup.Tier;
import dev.weir.storage.Retention;
import dev.weir.storage.postgresql.PostgresConfig;
import dev.weir.storage.postgresql.PostgresMetricStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The `weir` command with its store in a real PostgreSQL.
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class PostgresqlIT {
    private static final long LINES = 30_000;
    private static final String PASSWORD = "not-for-eyes";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private EmbeddedPostgres server;

    private String config = "";

    @BeforeEach
    void startServer() throws IOException, SQLException {
        assumeTrue(
                System.getProperty("os.name").contains("Linux")
                        && System.getProperty("os.arch").equals("amd64"),
                "there are binaries of PostgreSQL for x86-64 Linux only");
        server =
                EmbeddedPostgres.builder()
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                        .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                        .start();
        run("CREATE ROLE weir LOGIN PASSWORD '" + PASSWORD + "'");
        run("CREATE DATABASE metrics OWNER weir");
        Path password = directory.resolve("password");
        Files.writeString(password, PASSWORD + "\n");
        Path file = directory.resolve("weir.yaml");
        Files.writeString(
                file,
                """
                store:
                  backend: postgresql
                  postgresql:
                    url: jdbc:postgresql://127.0.0.1:%d/metrics
                    user: weir
                    password_file: %s
                """
                        .formatted(server.getPort(), password));
        config = file.toString();
    }

    @AfterEach
    void stopServer() throws IOException {
        server.close();
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long sum(String sql) throws SQLException {
        try (Connection connection = server.getDatabase("postgres", "metrics").getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private Path errors() {
        return directory.resolve("errors.txt");
    }

    private String said(int exitCode, String... arguments) throws Exception {
        Files.deleteIfExists(errors());
        try (WeirProcess weir = WeirProcess.start(errors(), arguments)) {
            String out = weir.rest();
            String all = out + "\n" + Files.readString(errors());
            assertEquals(exitCode, weir.exitCode(), all);
            assertFalse(all.contains(PASSWORD), all);
            return all;
        }
    }

    @Test
    void theStoreIsMadeOnceAndServedOnlyThen() throws Exception {
        String place = "database metrics at 127.0.0.1:" + server.getPort() + ", schema weir";
        String kafka = directory.resolve("serve.yaml").toString();
        Files.writeString(
                Path.of(kafka),
                Files.readString(Path.of(config))
                        + "kafka: {bootstrap.servers: \"127.0.0.1:1\"}\ndata: "
                        + directory.resolve("data")
                        + "\n");
        String missing = "weir: there is no store in " + place + ": run weir store init\n";
        assertTrue(said(2, "serve", "--config", kafka).contains(missing));
        assertTrue(said(2, "store", "migrate", "--config", config).contains(missing));
        assertTrue(
                said(0, "store", "init", "--config", config)
                        .contains(
                                "weir store: the store in "
                                        + place
                                        + ", is made, with version 2\n"));
        assertTrue(
                said(0, "store", "init", "--config", config)
                        .contains(
                                "weir store: the store in "
                                        + place
                                        + ", is there, with version 2\n"));
        assertTrue(
                said(0, "store", "migrate", "--config", config)
                        .contains(
                                "weir store: the store in " + place + ", has version 2 already\n"));
    }

    @Test
    void whatIsPastItsTimeIsPrunedAndNamed() throws Exception {
        said(0, "store", "init", "--config", config);
        long old =
                Tier.HOUR.windowStart(System.currentTimeMillis()) - Duration.ofDays(2).toMillis();
        var place =
                new PostgresConfig(
                        "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/metrics",
                        "weir",
                        () -> Optional.of(PASSWORD),
                        PostgresConfig.DEFAULT_SCHEMA,
                        2);
        try (var store = PostgresMetricStore.open(place, Retention.DEFAULT, () -> old)) {
            store.writeRollups(List.of(StoredTopic.rollup("shop", Tier.SECOND, old, 1, 5)));
        }
        String pruned = said(0, "store", "prune", "--config", config);
        assertTrue(
                pruned.contains(
                        "weir store: 1 periods are gone, and 1 customers with them\n  1s "
                                + Instant.ofEpochMilli(old)
                                + " to "
                                + Instant.ofEpochMilli(old + Tier.HOUR.millis())
                                + "\n  shop\n"),
                pruned);
        assertTrue(said(0, "store", "prune", "--config", config).contains(" 0 periods are gone"));
    }

    @Test
    void everyLineIsInTheDatabaseOnce() throws Exception {
        Path log = directory.resolve("access.log");
        Path data = directory.resolve("data");
        String[] up = {
            "up",
            "--config",
            config,
            "--log",
            log.toString(),
            "--data",
            data.toString(),
            "--listen",
            "127.0.0.1:0"
        };
        writeLog(log);
        try (WeirProcess weir = WeirProcess.start(errors(), up)) {
            assertTrue(weir.awaitLine("Weir is up").isPresent(), () -> text(errors()));
            audit(log, data);
            String verified =
                    said(0, "store", "verify", "--config", config, "--data", data.toString());
            assertTrue(verified.contains(" 0 missing, 0 different\n"), verified);
            assertEquals(143, weir.stop());
        }
        assertEquals(LINES, sum("SELECT sum(requests) FROM weir.rollups_1m"));
        assertEquals(LINES, sum("SELECT sum(requests) FROM weir.rollups_1s"));
        audit(log, data); // of the database itself, with no weir running
    }

    private void audit(Path log, Path data) throws Exception {
        String said =
                said(
                        0,
                        "audit",
                        "--config",
                        config,
                        "--log",
                        log.toString(),
                        "--data",
                        data.toString(),
                        "--wait",
                        "60");
        assertTrue(said.contains("0 missing, 0 repeated\n"), said);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void writeLog(Path log) throws IOException {
        var format =
                DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT)
                        .withZone(ZoneOffset.UTC);
        ZonedDateTime begin = ZonedDateTime.now(ZoneOffset.UTC).minusMinutes(20);
        try (BufferedWriter out = Files.newBufferedWriter(log, StandardCharsets.UTF_8)) {
            for (int line = 0; line < LINES; line++) {
                out.write(
                        "192.0.2.%d - - [%s] \"GET /p/%d HTTP/1.1\" 200 %d \"-\" \"test\"%n"
                                .formatted(
                                        line % 250,
                                        format.format(begin.plusSeconds(line / 50)),
                                        line % 1000,
                                        line));
            }
        }
    }
}
