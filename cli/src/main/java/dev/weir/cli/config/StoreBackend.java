package dev.weir.cli.config;

import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.schema.yaml.YamlMap;
import dev.weir.storage.influxdb.InfluxConfig;
import dev.weir.storage.postgresql.PostgresConfig;
import java.nio.file.Path;
import java.util.Optional;

/// Which store it is that rollups are kept in.
public sealed interface StoreBackend {
    /// The one in a directory of this machine.
    ///
    /// @param directory by default in the data directory
    record Embedded(Optional<Path> directory) implements StoreBackend {}

    /// A PostgreSQL database, with or without Citus.
    ///
    /// @param config where it is and who works in it
    record Postgresql(PostgresConfig config) implements StoreBackend {}

    /// An InfluxDB.
    ///
    /// @param config where it is and who works in it
    record Influxdb(InfluxConfig config) implements StoreBackend {}

    /// Reads `backend` of section `store` and what belongs to it.
    static StoreBackend of(YamlMap section) throws ConfigurationException {
        String name = section.text("backend").orElse("embedded");
        StoreBackend backend =
                switch (name) {
                    case "embedded" -> new Embedded(section.text("directory").map(Path::of));
                    case "postgresql" ->
                            new Postgresql(PostgresqlSettings.of(section.map("postgresql")));
                    case "influxdb" -> new Influxdb(InfluxdbSettings.of(section.map("influxdb")));
                    default ->
                            throw section.error(
                                    "backend",
                                    "is " + name + "; allowed: embedded, postgresql, influxdb");
                };
        onlyWith(section, "directory", "embedded", name);
        onlyWith(section, "postgresql", "postgresql", name);
        onlyWith(section, "influxdb", "influxdb", name);
        return backend;
    }

    /// A key that has no effect would let its author believe that the store is where it is not.
    private static void onlyWith(YamlMap section, String key, String backend, String present)
            throws ConfigurationException {
        if (section.has(key) && !present.equals(backend)) {
            throw section.error(
                    key, "needs backend: " + backend + ", and the backend is " + present);
        }
    }
}
