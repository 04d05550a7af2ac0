package dev.weir.storage.influxdb;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.regex.Pattern;

/// Where the server is and who works in it.
///
/// @param url `http://host:port` or `https://host:port`, with a path if a proxy wants one
/// @param org the organization, of InfluxDB 2; others pass it over
/// @param database holds the store and nothing else; of InfluxDB 2 what its buckets' names begin with
/// @param token asked for each request
/// @param connectTimeout how long a connection may take
/// @param timeout how long the server may be silent
public record InfluxConfig(
        String url,
        String org,
        String database,
        TokenSource token,
        Duration connectTimeout,
        Duration timeout) {
    /// The organization unless configured otherwise: what servers without any are told.
    public static final String DEFAULT_ORG = "-";

    /// How long a connection may take unless configured otherwise.
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /// How long the server may be silent unless configured otherwise.
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    private static final Pattern DATABASE = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,62}");

    /// @throws IllegalArgumentException if one of them cannot be; the message never repeats the
    ///     URL, for there may be a token in it
    public InfluxConfig {
        checkUrl(url);
        if (!isDatabase(database)) {
            throw new IllegalArgumentException(database + " is no name of a database");
        }
        if (!connectTimeout.isPositive() || !timeout.isPositive()) {
            throw new IllegalArgumentException("a timeout must be positive");
        }
    }

    /// Checks a URL before anything is made of it.
    ///
    /// @throws IllegalArgumentException if it has a token or a password, or is none; the message
    ///     goes on after the name of the setting
    public static void checkUrl(String url) {
        URI parsed;
        try {
            parsed = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "is no URL; allowed: http://host:port or https://host:port");
        }
        String scheme = String.valueOf(parsed.getScheme());
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException(
                    "must be http://host:port or https://host:port, as in"
                            + " https://influx.example:8086");
        }
        if (String.valueOf(parsed.getRawAuthority()).contains("@")
                || parsed.getRawQuery() != null
                || parsed.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "has a user, a password or a parameter in it: those are settings of their own,"
                            + " and a token stands in a file that only Weir may read");
        }
        if (parsed.getHost() == null) {
            throw new IllegalArgumentException(
                    "has no host that can be looked up; allowed: http://host:port or"
                            + " https://host:port");
        }
    }

    /// Whether a name can be that of the database: up to 63 letters, digits, underscores and hyphens,
    /// of which the first is a letter or an underscore.
    public static boolean isDatabase(String name) {
        return DATABASE.matcher(name).matches();
    }

    /// The database, for sentences: "metrics at http://influx.example:8086".
    public String place() {
        return database + " at " + url;
    }
}
