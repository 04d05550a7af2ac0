package dev.weir.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.storage.MetricStore;
import dev.weir.storage.Retention;
import dev.weir.storage.memory.InMemoryMetricStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A real server over a store in memory, and a client of it.
final class Api implements AutoCloseable {
    static final String OPERATOR = "operator-token";
    static final String SHOP = "shop-token";
    static final List<ApiKey> KEYS =
            List.of(
                    new ApiKey("ops", ApiKey.sha256Of(OPERATOR), new Scope.Operator()),
                    new ApiKey("shop", ApiKey.sha256Of(SHOP), new Scope.Customers(Set.of("shop"))));

    private static final ObjectMapper JSON = new ObjectMapper();

    final LiveUpdates live = new LiveUpdates();
    final PrometheusRegistry registry = new PrometheusRegistry();
    final QueryServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    Api(QueryConfig config, MetricStore store, InstantSource clock) throws ConfigurationException {
        server = new QueryServer(config.withListen(config.host(), 0), store, live, registry, clock);
        server.start();
    }

    static InMemoryMetricStore store() {
        return new InMemoryMetricStore(Retention.DEFAULT, TestData.NOW::toEpochMilli);
    }

    static Api open(MetricStore store) throws ConfigurationException {
        return new Api(QueryConfig.DEFAULT, store, InstantSource.fixed(TestData.NOW));
    }

    static Api withKeys(MetricStore store) throws ConfigurationException {
        return new Api(
                QueryConfig.DEFAULT.withKeys(KEYS).withRequestsPerSecond(100_000),
                store,
                InstantSource.fixed(TestData.NOW));
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    HttpRequest.Builder request(String path, @Nullable String token) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    HttpResponse<String> get(String path, @Nullable String token)
            throws IOException, InterruptedException {
        return client.send(request(path, token).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return get(path, null);
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /// The answer, which must be a 200.
    JsonNode json(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = get(path);
        if (response.statusCode() != 200) {
            throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }

    static JsonNode parse(String body) throws IOException {
        return JSON.readTree(body);
    }

    /// Sends bytes as they are, for requests that no client would make; gives what comes back.
    String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// A raw GET on a connection of its own.
    String rawGet(String path, String host, @Nullable String token) throws IOException {
        String authorization = token == null ? "" : "Authorization: Bearer " + token + "\r\n";
        return raw(
                "GET "
                        + path
                        + " HTTP/1.1\r\nHost: "
                        + host
                        + "\r\n"
                        + authorization
                        + "Connection: close\r\n\r\n");
    }

    @Override
    public void close() {
        client.shutdownNow();
        server.close();
    }
}
