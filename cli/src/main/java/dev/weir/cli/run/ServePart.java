package dev.weir.cli.run;

import dev.weir.cli.config.WeirConfig;
import dev.weir.query.LiveUpdates;
import dev.weir.query.QueryServer;
import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.storage.MetricStore;
import dev.weir.storage.StoreMetrics;
import dev.weir.storage.kafka.RollupWriter;
import dev.weir.storage.kafka.RollupWriterConfig;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;
import java.util.Map;

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

    /// Starts the API on a store; [#write] then fills it.
    ///
    /// @param open from now on this part's: it closes it
    public static ServePart open(WeirConfig config, OpenStore open, PrometheusRegistry registry)
            throws ConfigurationException {
        MetricStore store = open.store();
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
        return new ServePart(config, store, new StoreMetrics(registry), open.id(), live, server);
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
                                config.store().retention().finest(),
                                config.store().writers()),
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
