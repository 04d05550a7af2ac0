package dev.weir.benchmarks.stores;

import dev.weir.storage.MetricStore;
import dev.weir.storage.Retention;
import dev.weir.storage.postgresql.PostgresConfig;
import dev.weir.storage.postgresql.PostgresMetricStore;
import dev.weir.storage.postgresql.PostgresSetup;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// A PostgreSQL server on this machine, with its own defaults (128 MB of shared buffers) and every
/// commit synced.
final class PostgresqlBackend implements Backend {
    private static final String SUPERUSER = "postgres";

    private final Path directory;
    private EmbeddedPostgres server;

    PostgresqlBackend(Path directory) throws IOException {
        this.directory = directory;
        server = start();
    }

    private EmbeddedPostgres start() throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(directory)
                .setCleanDataDirectory(false)
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("synchronous_commit", "on")
                .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Override
    public String name() {
        return "PostgreSQL";
    }

    @Override
    public MetricStore open() {
        var config =
                new PostgresConfig(
                        "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres",
                        SUPERUSER,
                        Optional::empty,
                        PostgresConfig.DEFAULT_SCHEMA,
                        PostgresConfig.DEFAULT_POOL_SIZE);
        var _ = new PostgresSetup(config).init(Retention.DEFAULT.tiers().keySet());
        return PostgresMetricStore.open(config, Retention.DEFAULT, System::currentTimeMillis);
    }

    /// Tables and indexes, without the log of changes.
    @Override
    public Path files() {
        return directory.resolve("base");
    }

    @Override
    public void restart() throws IOException {
        server.close();
        server = start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
