package dev.weir.cli.run;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weir.schema.yaml.ConfigurationException;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;

/// `/metrics` of a process that serves nothing else, for Prometheus.
public final class MetricsEndpoint implements AutoCloseable {
    private static final PrometheusTextFormatWriter FORMAT =
            PrometheusTextFormatWriter.builder().build();

    private final HttpServer server;

    private MetricsEndpoint(HttpServer server) {
        this.server = server;
    }

    /// Starts to serve.
    ///
    /// @throws ConfigurationException if the address is not free
    public static MetricsEndpoint start(String host, int port, PrometheusRegistry registry)
            throws ConfigurationException {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 16);
            server.createContext("/metrics", exchange -> answer(exchange, registry));
            server.start();
            return new MetricsEndpoint(server);
        } catch (IOException e) {
            throw new ConfigurationException(
                    host
                            + ":"
                            + port
                            + " cannot be listened on ("
                            + e.getMessage()
                            + "): give another address with --metrics-listen");
        }
    }

    private static void answer(HttpExchange exchange, PrometheusRegistry registry)
            throws IOException {
        var body = new ByteArrayOutputStream();
        FORMAT.write(body, registry.scrape());
        exchange.getResponseHeaders().set("Content-Type", FORMAT.getContentType());
        exchange.sendResponseHeaders(200, body.size());
        try (var out = exchange.getResponseBody()) {
            body.writeTo(out);
        }
    }

    /// The port it listens on.
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
