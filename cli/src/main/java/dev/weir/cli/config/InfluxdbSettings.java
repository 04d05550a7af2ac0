package dev.weir.cli.config;

import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.schema.yaml.YamlMap;
import dev.weir.storage.influxdb.InfluxConfig;
import java.time.Duration;

/// Takes section `store.influxdb`, gives what the store is told.
final class InfluxdbSettings {
    /// The token, where no file is named.
    static final String TOKEN_VARIABLE = "WEIR_INFLUXDB_TOKEN";

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    static InfluxConfig of(YamlMap section) throws ConfigurationException {
        section.allowOnly("url", "org", "database", "token_file", "connect_timeout", "timeout");
        String url =
                section.requiredText("url", "http://host:port or https://host:port of InfluxDB");
        try {
            InfluxConfig.checkUrl(url);
        } catch (IllegalArgumentException e) {
            throw section.error("url", String.valueOf(e.getMessage()));
        }
        String database =
                section.requiredText(
                        "database", "the database that holds the store and nothing else");
        if (!InfluxConfig.isDatabase(database)) {
            throw section.error(
                    "database",
                    "is "
                            + database
                            + "; allowed: up to 63 letters, digits, underscores and hyphens, of which"
                            + " the first is a letter or an underscore");
        }
        return new InfluxConfig(
                url,
                section.text("org").orElse(InfluxConfig.DEFAULT_ORG),
                database,
                Secret.of(section, "token_file", TOKEN_VARIABLE)::read,
                timeout(section, "connect_timeout", InfluxConfig.DEFAULT_CONNECT_TIMEOUT),
                timeout(section, "timeout", InfluxConfig.DEFAULT_TIMEOUT));
    }

    private static Duration timeout(YamlMap section, String key, Duration usual)
            throws ConfigurationException {
        return section.duration(key, SHORTEST, LONGEST).orElse(usual);
    }

    private InfluxdbSettings() {}
}
