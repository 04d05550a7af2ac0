package dev.weir.cli.run;

import dev.weir.cli.config.StoreBackend;
import dev.weir.cli.config.WeirConfig;
import dev.weir.storage.influxdb.InfluxConfig;
import dev.weir.storage.influxdb.InfluxSetup;
import dev.weir.storage.postgresql.PostgresConfig;
import dev.weir.storage.postgresql.PostgresSetup;
import dev.weir.storage.rocksdb.RocksConfig;
import dev.weir.storage.rocksdb.RocksMetricStore;
import java.nio.file.Path;

/// Makes the store that a configuration names, or brings it to this version of Weir, and says in a
/// sentence what was done.
public final class StoreSetup {
    /// Makes what is missing; again does nothing.
    public static String init(WeirConfig config) {
        return switch (config.store().backend()) {
            case StoreBackend.Embedded embedded ->
                    "the embedded store in " + opened(config, embedded) + " is there";
            case StoreBackend.Postgresql(PostgresConfig database) -> {
                PostgresSetup.Outcome outcome =
                        new PostgresSetup(database)
                                .init(config.store().retention().tiers().keySet());
                yield place(database)
                        + (outcome.from() == 0
                                ? " is made, with version "
                                : " is there, with version ")
                        + outcome.to()
                        + (outcome.citus() ? ", spread by Citus" : "");
            }
            case StoreBackend.Influxdb(InfluxConfig database) -> {
                InfluxSetup.Outcome outcome =
                        new InfluxSetup(database).init(config.store().retention());
                yield place(database)
                        + (outcome.from() == 0
                                ? " is made, with version "
                                : " is there, with version ")
                        + outcome.to()
                        + policies(outcome);
            }
        };
    }

    /// Brings a store of an older version to this one.
    public static String migrate(WeirConfig config) {
        return switch (config.store().backend()) {
            case StoreBackend.Embedded embedded ->
                    "the embedded store in "
                            + opened(config, embedded)
                            + " has the format of this version already";
            case StoreBackend.Postgresql(PostgresConfig database) -> {
                PostgresSetup.Outcome outcome = new PostgresSetup(database).migrate();
                yield place(database)
                        + (outcome.from() == outcome.to()
                                ? " has version " + outcome.to() + " already"
                                : " went from version " + outcome.from() + " to " + outcome.to());
            }
            case StoreBackend.Influxdb(InfluxConfig database) -> {
                InfluxSetup.Outcome outcome =
                        new InfluxSetup(database).migrate(config.store().retention());
                yield place(database)
                        + (outcome.from() == outcome.to()
                                ? " has version " + outcome.to() + " already"
                                : " went from version " + outcome.from() + " to " + outcome.to())
                        + policies(outcome);
            }
        };
    }

    private static String place(PostgresConfig database) {
        return "the store in database " + database.place() + ", schema " + database.schema() + ",";
    }

    private static String place(InfluxConfig database) {
        return "the store in database " + database.place();
    }

    private static String policies(InfluxSetup.Outcome outcome) {
        return outcome.policies().isEmpty()
                ? ""
                : "; retention policies made or changed: " + String.join(", ", outcome.policies());
    }

    /// Opening it makes it, and refuses one of another format.
    private static Path opened(WeirConfig config, StoreBackend.Embedded embedded) {
        Path directory = OpenStore.directory(embedded, config.data());
        RocksMetricStore.open(
                        RocksConfig.of(directory),
                        config.store().retention(),
                        System::currentTimeMillis)
                .close();
        return directory;
    }

    private StoreSetup() {}
}
