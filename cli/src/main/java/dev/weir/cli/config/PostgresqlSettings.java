package dev.weir.cli.config;

import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.schema.yaml.YamlMap;
import dev.weir.storage.postgresql.PasswordSource;
import dev.weir.storage.postgresql.PostgresConfig;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// Takes section `store.postgresql`, gives what the store is told. A password stands in a file or in
/// an environment variable, never here: configurations are copied around.
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
                password(section),
                schema,
                section.integer("pool", 1, PostgresConfig.MAX_POOL_SIZE)
                        .orElse(PostgresConfig.DEFAULT_POOL_SIZE));
    }

    private static PasswordSource password(YamlMap section) throws ConfigurationException {
        Optional<Path> file = section.text("password_file").map(Path::of);
        return file.isPresent()
                ? () -> Optional.of(read(file.get(), section))
                : () -> Optional.ofNullable(System.getenv(PASSWORD_VARIABLE));
    }

    private static String read(Path file, YamlMap section) throws IOException {
        String problem;
        try {
            String password = Files.readString(file).stripTrailing();
            if (!password.isEmpty()) {
                return password;
            }
            problem = "and that file is empty";
        } catch (NoSuchFileException e) {
            problem = "and there is no such file";
        } catch (AccessDeniedException e) {
            problem = "and this user may not read it";
        } catch (CharacterCodingException e) {
            problem = "and that file is no UTF-8 text";
        }
        throw new IOException(
                section.error("password_file", "is " + file + ", " + problem).getMessage());
    }

    private PostgresqlSettings() {}
}
