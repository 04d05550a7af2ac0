package dev.weir.cli.config;

import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.schema.yaml.YamlMap;
import dev.weir.storage.postgresql.PostgresConfig;

/// Takes section `store.postgresql`, gives what the store is told.
final class PostgresqlSettings {
    /// The password, where no file is named.
    static final String PASSWORD_VARIABLE = "WEIR_POSTGRESQL_PASSWORD";

    static PostgresConfig of(YamlMap section) throws ConfigurationException {
        section.allowOnly("url", "user", "password_file", "schema", "pool");
        String url =
                section.requiredText("url", "jdbc:postgresql://host:port/database of the store");
        try {
            PostgresConfig.checkUrl(url);
        } catch (IllegalArgumentException e) {
            throw section.error("url", String.valueOf(e.getMessage()));
        }
        String schema = section.text("schema").orElse(PostgresConfig.DEFAULT_SCHEMA);
        if (!PostgresConfig.isSchema(schema)) {
            throw section.error(
                    "schema",
                    "is "
                            + schema
                            + "; allowed: up to 63 of a-z, 0-9 and underscore, no digit first, not"
                            + " beginning with pg_");
        }
        return new PostgresConfig(
                url,
                section.requiredText("user", "the database's role that weir works as"),
                Secret.of(section, "password_file", PASSWORD_VARIABLE)::read,
                schema,
                section.integer("pool", 1, PostgresConfig.MAX_POOL_SIZE)
                        .orElse(PostgresConfig.DEFAULT_POOL_SIZE));
    }

    private PostgresqlSettings() {}
}
