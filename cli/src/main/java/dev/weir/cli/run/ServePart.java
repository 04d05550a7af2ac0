package dev.weir.cli.run;

import dev.weir.cli.config.WeirConfig;
import dev.weir.query.LiveUpdates;
import dev.weir.query.QueryServer;
import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.storage.MetricStore;
import dev.weir.storage.StoreMetrics;
import dev.weir.storage.kafka.RollupWriter;
import dev.weir.storage.kafka.RollupWriterConfig;
import dev.weir.storage.rocksdb.RocksConfig;
import dev.weir.storage.rocksdb.RocksMetricStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;

/// The store of a process, the writer that fills it and the API that reads it.
public final class ServePart implements AutoCloseable {
    private final WeirConfig config;
    private final MetricStore store;
    private final StoreMetrics metrics;
    private final String storeId;
    private final LiveUpdates live;
    private final QueryServer server;

    private ServePart(
            WeirConfig config,
            MetricStore store,
            StoreMetrics metrics,
            String storeId,
            LiveUpdates live,
            QueryServer server) {
        this.config = config;
        this.store = store;
        this.metrics = metrics;
        this.storeId = storeId;
        this.live = live;
        this.server = server;
    }

    /// Opens the store and starts the API on it; [#write] then fills it.
    ///
    /// @param data the process's data directory
    public static ServePart open(WeirConfig config, Path data, PrometheusRegistry registry)
            throws ConfigurationException, IOException {
        Path directory = config.store().directory().orElse(data.resolve("store"));
        MetricStore store =
                RocksMetricStore.open(
                        RocksConfig.of(directory),
                        config.store().retention(),
                        System::currentTimeMillis);
        var live = new LiveUpdates();
        var server =
                new QueryServer(
                        config.serve().query(config.store().retention()),
                        store,
                        live,
                        registry,
                        InstantSource.system());
        try {
            server.start();
        } catch (ConfigurationException | RuntimeException e) {
            store.close();
            throw e;
        }
        return new ServePart(
                config, store, new StoreMetrics(registry), storeId(data), live, server);
    }

    /// The store's name in Kafka, under which its progress is kept: made once, with the directory.
    private static String storeId(Path data) throws IOException {
        Path file = data.resolve("store.id");
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        String id = UUID.randomUUID().toString();
        Files.writeString(file, id);
        return id;
    }

    /// Starts to write what the stream jobs give.
    ///
    /// @return the writer: to be closed before the brokers and before this part
    public RollupWriter write(Map<String, Object> kafka) {
        var started =
                new RollupWriter(
                        new RollupWriterConfig(
                                kafka,
                                storeId,
                                RollupWriterConfig.DEFAULT_RETENTION_INTERVAL,
                                config.store().retention().finest()),
                        store,
                        metrics);
        started.addListener(live::published);
        started.start();
        return started;
    }

    /// Where the API is: "http://127.0.0.1:8080".
    public String address() {
        return "http://" + config.serve().host() + ":" + server.port();
    }

    @Override
    public void close() {
        server.close();
        store.close();
    }
}
