package dev.weir.storage.postgresql;

import static dev.weir.storage.Samples.JUNE;
import static dev.weir.storage.Samples.rollup;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.Retention;
import dev.weir.storage.Samples;
import dev.weir.storage.StoreException;
import dev.weir.storage.StoreException.Reason;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Each thing that goes wrong with a database has a reason of its own and a sentence that says what
/// to do; a real server is made to do it.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PostgresErrorsIT {
    private static final String PASSWORD = "s3cret-of-the-store";
    private static final AtomicInteger ROLES = new AtomicInteger();

    private final PostgresServer server = PostgresServer.shared();
    private final String place = "database postgres at 127.0.0.1:" + server.port();
    private final String role = "role_" + ROLES.incrementAndGet();
    private final PostgresConfig own = server.config();
    private final PostgresConfig config = server.config(role, PASSWORD, own.schema());

    private static PostgresMetricStore open(PostgresConfig config) {
        return PostgresMetricStore.open(config, Retention.DEFAULT, () -> JUNE);
    }

    private static void write(PostgresMetricStore store) {
        store.writeRollups(List.of(rollup("shop", Tier.SECOND, JUNE, 1)));
    }

    private static StoreException refused(Reason reason, String begin, Runnable operation) {
        StoreException e = assertThrows(StoreException.class, operation::run);
        assertTrue(String.valueOf(e.getMessage()).startsWith(begin), e.getMessage());
        assertEquals(reason, e.reason());
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            assertFalse(cause.toString().contains(PASSWORD), cause.toString());
        }
        return e;
    }

    private void createRole() throws SQLException {
        server.run("CREATE ROLE " + role + " LOGIN PASSWORD '" + PASSWORD + "'");
    }

    @Test
    void aWrongPasswordAndAnUnknownUserAreCredentials() throws SQLException {
        String sentence =
                place
                        + " does not let user "
                        + role
                        + " in: check store.postgresql.user, its password, and the server's"
                        + " pg_hba.conf";
        refused(Reason.CREDENTIALS, sentence, () -> open(config));
        createRole();
        PostgresConfig wrong = server.config(role, PASSWORD + "x", own.schema());
        assertFalse(refused(Reason.CREDENTIALS, sentence, () -> open(wrong)).isTransient());
    }

    @Test
    void aPasswordThatCannotBeReadIsSaid() {
        PostgresConfig unreadable =
                new PostgresConfig(
                        server.url(),
                        role,
                        () -> {
                            throw new NoSuchFileException("/run/secrets/weir");
                        },
                        "weir",
                        2);
        refused(
                Reason.CREDENTIALS,
                "the password of " + role + " cannot be read: /run/secrets/weir",
                () -> open(unreadable));
    }

    @Test
    void aPasswordThatIsChangedServesTheNextConnection() throws SQLException {
        createRole();
        server.run("CREATE SCHEMA " + own.schema() + " AUTHORIZATION " + role);
        AtomicReference<String> password = new AtomicReference<>(PASSWORD);
        PasswordSource source =
                () -> {
                    if (password.get().isEmpty()) {
                        throw new IOException("the file is empty");
                    }
                    return Optional.of(password.get());
                };
        PostgresConfig changing = new PostgresConfig(server.url(), role, source, own.schema(), 1);
        var _ = new PostgresSetup(changing).init(Tier.DEFAULT);
        try (PostgresMetricStore store = open(changing)) {
            write(store);
            password.set("");
            server.run(
                    "ALTER ROLE " + role + " PASSWORD 'another'",
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '"
                            + role
                            + "'");
            refused(
                    Reason.CREDENTIALS,
                    "the password of " + role + " cannot be read: the file is empty",
                    () -> untilRefused(store));
            password.set("another");
            untilWritten(store);
        }
    }

    /// Each try waits a while for the pool, which tries to connect now and then.
    private static void untilWritten(PostgresMetricStore store) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try {
                write(store);
                return;
            } catch (StoreException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }

    /// The first write meets the ended connection.
    private static void untilRefused(PostgresMetricStore store) {
        try {
            write(store);
        } catch (StoreException e) {
            if (e.reason() != Reason.UNREACHABLE) {
                throw e;
            }
            write(store);
        }
    }

    @Test
    void aDatabaseThatIsNotThereIsSaid() {
        var elsewhere =
                new PostgresConfig(
                        server.url().replace("/postgres", "/metrics"),
                        PostgresServer.SUPERUSER,
                        Optional::empty,
                        "weir",
                        2);
        refused(
                Reason.NO_DATABASE,
                "there is no database metrics at 127.0.0.1:"
                        + server.port()
                        + ": have it made (CREATE DATABASE … OWNER postgres) or correct"
                        + " store.postgresql.url",
                () -> open(elsewhere));
    }

    @Test
    void aServerThatIsNotThereIsUnreachableForNow() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        var nowhere =
                new PostgresConfig(
                        "jdbc:postgresql://127.0.0.1:" + port + "/metrics",
                        role,
                        () -> Optional.of(PASSWORD),
                        "weir",
                        2);
        StoreException e =
                refused(
                        Reason.UNREACHABLE,
                        "database metrics at 127.0.0.1:" + port + " cannot be reached",
                        () -> open(nowhere));
        assertTrue(e.isTransient());
    }

    /// Each right in turn is missing; what the sentence says is done, and the next is missing.
    @Test
    void theRightThatIsMissingIsNamed() throws SQLException {
        createRole();
        var setup = new PostgresSetup(config);
        grantWhatIsMissing(
                "GRANT CREATE ON DATABASE postgres TO " + role, () -> setup.init(Tier.DEFAULT));
        var _ = setup.init(Tier.DEFAULT);
        try (PostgresMetricStore store = open(config)) {
            String schema = config.schema();
            server.run("ALTER SCHEMA " + schema + " OWNER TO postgres");
            grantWhatIsMissing(
                    "GRANT USAGE, CREATE ON SCHEMA " + schema + " TO " + role, () -> write(store));
            server.run("CREATE ROLE owner_of_" + schema);
            server.run("ALTER TABLE " + schema + ".rollups_1s OWNER TO owner_of_" + schema);
            grantWhatIsMissing("GRANT owner_of_" + schema + " TO " + role, () -> write(store));
            server.run("REVOKE UPDATE ON " + schema + ".signals FROM " + role);
            grantWhatIsMissing(
                    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "
                            + schema
                            + " TO "
                            + role,
                    () -> store.writeSignals(List.of(Samples.signal("shop", JUNE, JUNE, 0, 1))));
            write(store);
            store.writeSignals(List.of(Samples.signal("shop", JUNE, JUNE, 0, 1)));
        }
    }

    private void grantWhatIsMissing(String grant, Runnable operation) throws SQLException {
        StoreException e =
                refused(
                        Reason.RIGHTS,
                        "user " + role + " lacks a right in " + place + " (",
                        operation);
        String sentence = String.valueOf(e.getMessage());
        String run = ": have its owner run ";
        assertEquals(grant, sentence.substring(sentence.indexOf(run) + run.length()));
        server.run(grant);
    }

    @Test
    void aDatabaseThatTakesNoWritesIsReadOnly() throws SQLException {
        var _ = new PostgresSetup(own).init(Tier.DEFAULT);
        var readOnly =
                new PostgresConfig(
                        own.url() + "?options=-c%20default_transaction_read_only=on",
                        own.user(),
                        own.password(),
                        own.schema(),
                        2);
        try (PostgresMetricStore store = open(readOnly)) {
            assertEquals(List.of(), store.customers());
            refused(
                    Reason.READ_ONLY,
                    place
                            + " takes no writes, for it is a standby or was set read-only: name the"
                            + " primary in store.postgresql.url",
                    () -> store.writeSources(List.of(Samples.source("a", 1, 1))));
            refused(Reason.READ_ONLY, place + " takes no writes", () -> write(store));
        }
    }

    @Test
    void aFullDiskIsSaidAndWhatIsStoredIsSafe(@TempDir Path directory)
            throws IOException, InterruptedException, SQLException {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=3m,mode=0777", "tmpfs", disk.toString()),
                "no small disk may be mounted here");
        try {
            Path tables = Files.createDirectory(disk.resolve("tables"));
            server.run(
                    "CREATE TABLESPACE small LOCATION '" + tables + "'",
                    "CREATE ROLE " + role + " LOGIN PASSWORD '" + PASSWORD + "'",
                    "ALTER ROLE " + role + " SET default_tablespace = small",
                    "GRANT CREATE ON TABLESPACE small TO " + role,
                    "CREATE SCHEMA " + own.schema() + " AUTHORIZATION " + role);
            var _ = new PostgresSetup(config).init(Tier.DEFAULT);
            Rollup big = Samples.traffic(0, 20_000);
            try (PostgresMetricStore store = open(config)) {
                write(store);
                StoreException e =
                        refused(
                                Reason.DISK_FULL,
                                "the disk of " + place + " is full: free some space on it",
                                () -> {
                                    for (int i = 0; i < 1000; i++) {
                                        RollupKey key =
                                                new RollupKey("c" + i, Tier.SECOND, JUNE, 0);
                                        store.writeRollups(List.of(Samples.encoded(key, big)));
                                    }
                                });
                assertFalse(e.isTransient());
                assertEquals(1, store.read("shop", Tier.SECOND, JUNE, JUNE + 1).size());
            }
        } finally {
            server.run(
                    "DROP SCHEMA IF EXISTS " + own.schema() + " CASCADE",
                    "DROP TABLESPACE IF EXISTS small");
            assertTrue(run("umount", "-l", disk.toString()));
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    @Test
    void tablesThatWereDroppedAreMissed() throws SQLException {
        var _ = new PostgresSetup(own).init(Tier.DEFAULT);
        try (PostgresMetricStore store = open(own)) {
            server.run("DROP SCHEMA " + own.schema() + " CASCADE");
            refused(
                    Reason.NOT_READY,
                    "tables of the store in " + place + ", schema " + own.schema(),
                    () -> write(store));
        }
    }

    @Test
    void aStatementThatIsCancelledIsTriedAgain() throws SQLException {
        var _ = new PostgresSetup(own).init(Tier.DEFAULT);
        var impatient =
                new PostgresConfig(
                        own.url() + "?options=-c%20statement_timeout=200",
                        own.user(),
                        own.password(),
                        own.schema(),
                        2);
        try (PostgresMetricStore store = open(impatient);
                var holder = server.connect();
                var statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE " + own.schema() + ".sources");
            StoreException e =
                    refused(
                            Reason.BUSY,
                            place + " cancelled a statement",
                            () -> store.writeSources(List.of(Samples.source("a", 1, 1))));
            assertTrue(e.isTransient());
        }
    }

    @Test
    void aClosedStoreSaysSo() {
        var _ = new PostgresSetup(own).init(Tier.DEFAULT);
        PostgresMetricStore store = open(own);
        store.close();
        store.close();
        refused(Reason.OTHER, "the store in " + place + " is closed", () -> write(store));
        refused(Reason.OTHER, "the store in " + place + " is closed", store::customers);
    }
}
