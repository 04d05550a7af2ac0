package dev.weir.storage.postgresql;

import java.util.Properties;
import java.util.regex.Pattern;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/// Where the database is and who works in it.
///
/// @param url `jdbc:postgresql://host:port/database`, with the driver's parameters but no password
/// @param user the role
/// @param password asked for each connection
/// @param schema holds the store's tables and nothing else
/// @param poolSize connections at most: one for the writer, the others for readers
public record PostgresConfig(
        String url, String user, PasswordSource password, String schema, int poolSize) {
    /// The schema unless configured otherwise.
    public static final String DEFAULT_SCHEMA = "weir";

    /// Connections unless configured otherwise.
    public static final int DEFAULT_POOL_SIZE = 8;

    /// Connections that a server can be asked for.
    public static final int MAX_POOL_SIZE = 1000;

    private static final String PREFIX = "jdbc:postgresql:";
    private static final Pattern IDENTITY =
            Pattern.compile("[?&](user|(ssl)?password)=", Pattern.CASE_INSENSITIVE);
    private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    /// @throws IllegalArgumentException if one of them cannot be; the message never repeats the
    ///     URL, for there may be a password in it
    public PostgresConfig {
        checkUrl(url);
        if (!isSchema(schema)) {
            throw new IllegalArgumentException(schema + " is no name of a schema");
        }
        if (poolSize < 1 || poolSize > MAX_POOL_SIZE) {
            throw new IllegalArgumentException("a pool of " + poolSize + " connections");
        }
    }

    /// Checks a URL before anything is made of it.
    ///
    /// @throws IllegalArgumentException if it has a password, or is none; the message goes on
    ///     after the name of the setting
    public static void checkUrl(String url) {
        if (!url.startsWith(PREFIX)) {
            throw new IllegalArgumentException(
                    "must be jdbc:postgresql://host:port/database, as in"
                            + " jdbc:postgresql://db.example:5432/metrics");
        }
        int query = url.indexOf('?');
        String address = query < 0 ? url : url.substring(0, query);
        String parameters = query < 0 ? "" : url.substring(query);
        if (address.contains("@") || IDENTITY.matcher(parameters).find()) {
            throw new IllegalArgumentException(
                    "has a user or a password in it: those are settings of their own, and a"
                            + " password stands in a file that only Weir may read");
        }
        if (Driver.parseURL(url, new Properties()) == null) {
            throw new IllegalArgumentException(
                    "is no URL that the driver reads; allowed:"
                            + " jdbc:postgresql://host:port/database?parameter=value");
        }
    }

    /// Whether a name can be that of the schema: lower-case letters, digits and underscores, up to
    /// 63, no digit first, and none that begins with `pg_`.
    public static boolean isSchema(String name) {
        return SCHEMA.matcher(name).matches() && !name.startsWith("pg_");
    }

    /// The database, for sentences: "metrics at db.example:5432".
    public String place() {
        Properties parsed = Driver.parseURL(url, new Properties());
        return parsed == null
                ? PREFIX
                : PGProperty.PG_DBNAME.getOrDefault(parsed)
                        + " at "
                        + PGProperty.PG_HOST.getOrDefault(parsed)
                        + ":"
                        + PGProperty.PG_PORT.getOrDefault(parsed);
    }
}
