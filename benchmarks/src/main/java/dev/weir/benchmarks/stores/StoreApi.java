package dev.weir.benchmarks.stores;

import dev.weir.query.LiveUpdates;
import dev.weir.query.QueryConfig;
import dev.weir.query.QueryServer;
import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.storage.MetricStore;
import dev.weir.storage.Retention;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// A store behind the real API, at a fixed time, asked over HTTP.
final class StoreApi implements AutoCloseable {
    private static final QueryConfig CONFIG =
            new QueryConfig(
                    "127.0.0.1",
                    0,
                    QueryConfig.DEFAULT.maxPoints(),
                    QueryConfig.DEFAULT.maxRange(),
                    1_000_000,
                    Duration.ofMinutes(5),
                    0,
                    QueryConfig.DEFAULT.liveWriteTimeout(),
                    List.of(),
                    Retention.DEFAULT);

    /// An answer.
    ///
    /// @param body what the user gets
    /// @param nanos what the user waits
    /// @param nanosInStore of this, in the store
    record Answer(String body, long nanos, long nanosInStore) {}

    private final HttpClient client = HttpClient.newHttpClient();
    private final TimedStore timed;
    private final QueryServer server;

    /// @param store from now on closed with the API
    /// @param now what time it is
    StoreApi(MetricStore store, long now) throws ConfigurationException {
        timed = TimedStore.of(store);
        server =
                new QueryServer(
                        CONFIG,
                        timed.store(),
                        new LiveUpdates(),
                        new PrometheusRegistry(),
                        InstantSource.fixed(Instant.ofEpochMilli(now)));
        server.start();
    }

    /// Asks for what must be there.
    Answer get(String path) throws IOException, InterruptedException {
        long inStore = timed.nanos().get();
        long start = System.nanoTime();
        HttpResponse<String> response =
                client.send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + server.port() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        long nanos = System.nanoTime() - start;
        if (response.statusCode() != 200) {
            throw new IOException(path + ": " + response.statusCode() + " " + response.body());
        }
        return new Answer(response.body(), nanos, timed.nanos().get() - inStore);
    }

    @Override
    public void close() {
        client.close();
        server.close();
        timed.store().close();
    }
}
