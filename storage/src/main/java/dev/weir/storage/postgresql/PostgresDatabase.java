package dev.weir.storage.postgresql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.weir.storage.StoreException;
import dev.weir.storage.StoreException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/// The connections, and what is done on them: each operation is one transaction on one of them.
/// What goes wrong comes out as a [StoreException].
final class PostgresDatabase implements AutoCloseable {
    /// Something to do in a transaction.
    interface Operation<T> {
        /// Does it.
        T run(Connection connection) throws SQLException;
    }

    /// How long somebody waits for a connection while the server is away or all are in use.
    private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(3);

    private final PostgresConfig config;
    private final Login login;
    private final HikariDataSource pool;
    private final PostgresErrors errors;

    private PostgresDatabase(PostgresConfig config, Login login, HikariDataSource pool) {
        this.config = config;
        this.login = login;
        this.pool = pool;
        errors = new PostgresErrors(config, this::connect);
    }

    /// Opens the pool with a first connection.
    ///
    /// @throws StoreException if there is no connection to be had
    static PostgresDatabase open(PostgresConfig config) {
        var login = new Login(config);
        try {
            return new PostgresDatabase(config, login, new HikariDataSource(poolOf(config, login)));
        } catch (PoolInitializationException | UncheckedIOException e) {
            IOException password = login.failure();
            throw password == null
                    ? PostgresErrors.ofConnecting(config, e)
                    : PostgresErrors.ofPassword(config, password);
        }
    }

    private static HikariConfig poolOf(PostgresConfig config, Login login) {
        var pool = new HikariConfig();
        pool.setPoolName("weir-store");
        pool.setJdbcUrl(config.url());
        pool.setCredentialsProvider(login);
        pool.setMaximumPoolSize(config.poolSize());
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(PATIENCE_MILLIS);
        pool.setAutoCommit(false);
        // What is read after a lock was waited for must be what stands there then.
        pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        // Where the URL says otherwise, it goes before these. Without a timeout, a server whose
        // machine is gone would be waited for until the kernel gives up, which takes hours.
        pool.addDataSourceProperty("ApplicationName", "weir");
        pool.addDataSourceProperty("connectTimeout", "5");
        pool.addDataSourceProperty("socketTimeout", "60");
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        return pool;
    }

    private Connection connect() throws SQLException {
        return pool.getConnection();
    }

    /// Runs an operation and commits what it did, or takes it back where it throws.
    ///
    /// @throws StoreException if the server refuses something or is not there
    <T> T transaction(Operation<T> operation) {
        try (Connection connection = connect()) {
            try {
                T result = operation.run(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            if (pool.isClosed()) {
                throw new StoreException(
                        Reason.OTHER, "the store in database " + config.place() + " is closed", e);
            }
            IOException password = login.failure();
            throw password == null ? errors.of(e) : PostgresErrors.ofPassword(config, password);
        }
    }

    private static void rollBack(Connection connection, Exception because) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
