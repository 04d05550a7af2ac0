package dev.weir.storage.postgresql;

import dev.weir.storage.StoreException;
import dev.weir.storage.StoreException.Reason;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Takes what the driver says went wrong, gives a sentence that says what a person can do. What it
/// is, SQLSTATE tells: the server's own words may be in any language.
final class PostgresErrors {
    /// Where a connection comes from, to look which right is missing.
    interface Connector {
        /// Opens it.
        Connection connect() throws SQLException;
    }

    private final PostgresConfig config;
    private final Connector connector;

    PostgresErrors(PostgresConfig config, Connector connector) {
        this.config = config;
        this.connector = connector;
    }

    /// Of an operation on the open store.
    StoreException of(SQLException e) {
        SQLException said = said(e);
        if (!"42501".equals(said.getSQLState())) {
            return of(config, said);
        }
        try (Connection connection = connector.connect()) {
            return new StoreException(
                    Reason.RIGHTS, MissingRights.sentence(connection, config, words(said)), said);
        } catch (SQLException asking) {
            said.addSuppressed(asking);
            return of(config, said);
        }
    }

    /// Of a password that could not be read.
    static StoreException ofPassword(PostgresConfig config, IOException e) {
        return new StoreException(
                Reason.CREDENTIALS,
                "the password of " + config.user() + " cannot be read: " + e.getMessage(),
                e);
    }

    /// Of the first connection.
    static StoreException ofConnecting(PostgresConfig config, RuntimeException e) {
        return e.getCause() instanceof SQLException sql
                ? of(config, said(sql))
                : new StoreException(
                        "the store in database " + config.place() + " cannot be opened: " + e, e);
    }

    /// The pool says that it has no connection; why, its cause says.
    private static SQLException said(SQLException e) {
        SQLException said = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                said = sql;
            }
        }
        return said;
    }

    private static StoreException of(PostgresConfig config, SQLException e) {
        @Nullable String state = e.getSQLState();
        String database = "database " + config.place();
        if (state == null && e instanceof SQLTransientConnectionException) {
            return exception(
                    Reason.BUSY,
                    e,
                    "all connections to " + database + " are in use: raise store.postgresql.pool");
        }
        return switch (state == null ? "" : state) {
            case "28P01", "28000" ->
                    exception(
                            Reason.CREDENTIALS,
                            e,
                            database
                                    + " does not let user "
                                    + config.user()
                                    + " in: check store.postgresql.user, its password, and the"
                                    + " server's pg_hba.conf");
            case "3D000" ->
                    exception(
                            Reason.NO_DATABASE,
                            e,
                            "there is no database "
                                    + config.place()
                                    + ": have it made (CREATE DATABASE … OWNER "
                                    + config.user()
                                    + ") or correct store.postgresql.url");
            case "42501" ->
                    exception(
                            Reason.RIGHTS,
                            e,
                            "user " + config.user() + " lacks a right in " + database);
            case "25006" ->
                    exception(
                            Reason.READ_ONLY,
                            e,
                            database
                                    + " takes no writes, for it is a standby or was set read-only:"
                                    + " name the primary in store.postgresql.url, or all servers"
                                    + " with ?targetServerType=primary");
            case "53100" ->
                    exception(
                            Reason.DISK_FULL,
                            e,
                            "the disk of "
                                    + database
                                    + " is full: free some space on it, or keep less"
                                    + " (store.tiers); what is stored is safe");
            case "53300" ->
                    exception(
                            Reason.BUSY,
                            e,
                            database
                                    + " has no connection left: raise its max_connections or lower"
                                    + " store.postgresql.pool");
            case "53200" ->
                    exception(
                            Reason.BUSY,
                            e,
                            database
                                    + " has no memory left for it: raise max_locks_per_transaction"
                                    + " where old data is loaded, or give the server more memory");
            case "57014" ->
                    exception(
                            Reason.BUSY,
                            e,
                            database
                                    + " cancelled a statement: raise its statement_timeout for"
                                    + " user "
                                    + config.user());
            case "55P03" ->
                    exception(
                            Reason.BUSY,
                            e,
                            "another session of "
                                    + database
                                    + " holds a lock on the store's tables: it is tried again");
            case "3F000", "42P01" ->
                    exception(
                            Reason.NOT_READY,
                            e,
                            "tables of the store in "
                                    + database
                                    + ", schema "
                                    + config.schema()
                                    + ", are not there: run weir store init");
            default -> byClass(state == null ? "" : state, e, config);
        };
    }

    private static StoreException byClass(String state, SQLException e, PostgresConfig config) {
        String database = "database " + config.place();
        return switch (state.length() == 5 ? state.substring(0, 2) : "") {
            case "08", "57" ->
                    exception(
                            Reason.UNREACHABLE,
                            e,
                            database + " cannot be reached, or has ended the connection");
            case "40", "55" ->
                    exception(
                            Reason.BUSY,
                            e,
                            database + " gave way to another session: it is tried again");
            case "53", "54" -> exception(Reason.BUSY, e, database + " is at one of its limits");
            case "XX", "58" ->
                    exception(
                            Reason.OTHER,
                            e,
                            database + " is damaged or cannot use its disk: look into its log");
            default ->
                    exception(
                            Reason.OTHER, e, "the store in " + database + " refused an operation");
        };
    }

    private static StoreException exception(Reason reason, SQLException e, String sentence) {
        return new StoreException(reason, sentence + " (" + words(e) + ")", e);
    }

    /// What the server said, without details: they may hold what is stored.
    private static String words(SQLException e) {
        ServerErrorMessage server =
                e instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
        String message = server == null ? e.getMessage() : server.getMessage();
        return message == null
                ? "SQLSTATE " + e.getSQLState()
                : message.lines().findFirst().orElse("");
    }
}
