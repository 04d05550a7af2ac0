package dev.weir.storage.postgresql;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A real PostgreSQL on loopback. One serves all tests of the process, each with a schema of its own;
/// who stops it has one of their own.
public final class PostgresServer implements AutoCloseable {
    /// Who may do anything; needs no password.
    public static final String SUPERUSER = "postgres";

    private static final AtomicInteger SCHEMAS = new AtomicInteger();
    private static @Nullable PostgresServer shared;

    private final Optional<Path> directory;
    private final EmbeddedPostgres server;

    private PostgresServer(Optional<Path> directory, EmbeddedPostgres server) {
        this.directory = directory;
        this.server = server;
    }

    /// The one of this process.
    public static synchronized PostgresServer shared() {
        PostgresServer present = shared;
        if (present == null) {
            try {
                present = new PostgresServer(Optional.empty(), builder().start());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            shared = present;
        }
        return present;
    }

    /// Starts one on a directory, which may have been another's before and is left as it is.
    ///
    /// @param port 0: any that is free
    public static PostgresServer start(Path directory, int port) throws IOException {
        EmbeddedPostgres.Builder builder =
                builder()
                        .setDataDirectory(directory)
                        .setCleanDataDirectory(false)
                        .setRegisterShutdownHook(true);
        if (port != 0) {
            builder.setPort(port);
        }
        return new PostgresServer(Optional.of(directory), builder.start());
    }

    private static EmbeddedPostgres.Builder builder() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        boolean runs = os.contains("linux") && System.getProperty("os.arch").equals("amd64");
        if (!runs && "true".equals(System.getenv("CI"))) {
            fail("CI needs the binaries of PostgreSQL");
        }
        assumeTrue(runs, "there are binaries of PostgreSQL for x86-64 Linux only");
        return EmbeddedPostgres.builder()
                .setDataDirectoryCustomizer(PostgresServer::askForPasswords)
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("synchronous_commit", "on")
                .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                .setOutputRedirector(ProcessBuilder.Redirect.DISCARD);
    }

    private static void askForPasswords(File directory) {
        try {
            Files.writeString(
                    directory.toPath().resolve("pg_hba.conf"),
                    "host all "
                            + SUPERUSER
                            + " 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where it listens.
    public int port() {
        return server.getPort();
    }

    /// Of the database that every server has.
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/postgres";
    }

    /// A place for a store that nobody else has.
    public PostgresConfig config() {
        return config(SUPERUSER, "", "store_" + SCHEMAS.incrementAndGet());
    }

    /// A place for a store of a user.
    public PostgresConfig config(String user, String password, String schema) {
        Optional<String> secret = password.isEmpty() ? Optional.empty() : Optional.of(password);
        return new PostgresConfig(url(), user, () -> secret, schema, 4);
    }

    /// A connection of the superuser that commits each statement.
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), SUPERUSER, "");
    }

    /// Runs statements as the superuser.
    public void run(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /// The first column of a query's rows.
    public List<String> query(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
        }
        return values;
    }

    /// Starts it again where it was.
    public PostgresServer restarted() throws IOException {
        int port = port();
        close();
        return start(directory.orElseThrow(), port);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
