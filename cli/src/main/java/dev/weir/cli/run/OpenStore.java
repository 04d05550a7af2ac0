package dev.weir.cli.run;

import dev.weir.cli.config.StoreBackend;
import dev.weir.cli.config.WeirConfig;
import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.storage.MetricStore;
import dev.weir.storage.Retention;
import dev.weir.storage.influxdb.InfluxConfig;
import dev.weir.storage.influxdb.InfluxMetricStore;
import dev.weir.storage.influxdb.InfluxSetup;
import dev.weir.storage.postgresql.PostgresConfig;
import dev.weir.storage.postgresql.PostgresMetricStore;
import dev.weir.storage.postgresql.PostgresSetup;
import dev.weir.storage.rocksdb.RocksConfig;
import dev.weir.storage.rocksdb.RocksMetricStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/// The store that a configuration names, open.
///
/// @param store it
/// @param id names it in Kafka, where progress of writing to it is kept: another store, even in the
///     same place, has another id
public record OpenStore(MetricStore store, String id) implements AutoCloseable {
    /// Opens the store; makes it first if it is not there and this process may make it.
    ///
    /// @param data the process's data directory
    public static OpenStore made(WeirConfig config, Path data) throws IOException {
        Retention retention = config.store().retention();
        switch (config.store().backend()) {
            case StoreBackend.Embedded _ -> {} // opening it makes it
            case StoreBackend.Postgresql(PostgresConfig database) -> {
                var _ = new PostgresSetup(database).init(retention.tiers().keySet());
            }
            case StoreBackend.Influxdb(InfluxConfig database) -> {
                var _ = new InfluxSetup(database).init(retention);
            }
        }
        return present(config, data);
    }

    /// Opens the store. One that others share must be there; the embedded one is this process's own,
    /// and is made.
    ///
    /// @param data the process's data directory
    public static OpenStore present(WeirConfig config, Path data) throws IOException {
        Retention retention = config.store().retention();
        return switch (config.store().backend()) {
            case StoreBackend.Embedded embedded -> {
                MetricStore store =
                        RocksMetricStore.open(
                                RocksConfig.of(directory(embedded, data)),
                                retention,
                                System::currentTimeMillis);
                yield new OpenStore(store, embeddedId(data));
            }
            case StoreBackend.Postgresql(PostgresConfig database) -> {
                var store =
                        PostgresMetricStore.open(database, retention, System::currentTimeMillis);
                yield new OpenStore(store, store.id());
            }
            case StoreBackend.Influxdb(InfluxConfig database) -> {
                var store = InfluxMetricStore.open(database, retention);
                yield new OpenStore(store, store.id());
            }
        };
    }

    /// Opens the store beside the processes that write to it, to read what is there now. The id of a
    /// store that no process has written to may be empty.
    ///
    /// @throws ConfigurationException if there is none
    public static OpenStore toRead(WeirConfig config) throws ConfigurationException, IOException {
        if (!(config.store().backend() instanceof StoreBackend.Embedded embedded)) {
            return present(config, config.data());
        }
        Path store = directory(embedded, config.data());
        if (!Files.isDirectory(store)) {
            throw new ConfigurationException(
                    "there is no store in " + store + ": name the data directory of weir");
        }
        Path id = idFile(config.data());
        return new OpenStore(
                RocksMetricStore.openReadOnly(store),
                Files.exists(id) ? Files.readString(id).strip() : "");
    }

    @Override
    public void close() {
        store.close();
    }

    /// Where the embedded store is.
    static Path directory(StoreBackend.Embedded embedded, Path data) {
        return embedded.directory().orElse(data.resolve("store"));
    }

    private static Path idFile(Path data) {
        return data.resolve("store.id");
    }

    /// Made once, with the directory.
    private static String embeddedId(Path data) throws IOException {
        Path file = idFile(data);
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        String id = UUID.randomUUID().toString();
        Files.writeString(file, id);
        return id;
    }
}
