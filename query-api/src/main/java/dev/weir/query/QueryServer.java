package dev.weir.query;

import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.storage.MetricStore;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Serves the API and the dashboard over HTTP, a virtual thread for each request.
///
/// ```java
/// try (var server = new QueryServer(config, store, live, registry, InstantSource.system())) {
///     server.start();
/// }
/// ```
public final class QueryServer implements AutoCloseable {
    /// Send buffer of a connection: what a client that does not read can hold on to.
    private static final int SEND_BUFFER_BYTES = 256 * 1024;

    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(1);
    private static final int MAX_PROLOGUE_BYTES = 32 * 1024;
    private static final int MAX_HEADERS_BYTES = 16 * 1024;

    private final QueryConfig config;
    private final Gate gate;
    private final LiveRoutes live;
    private final List<Route> routes = new ArrayList<>();
    private @Nullable WebServer server;

    /// Makes a server that does not listen yet.
    ///
    /// @param store read only; stays open when the server closes
    /// @param updates closed with the server
    /// @param registry what `/metrics` shows, and where the server's own metrics go
    /// @param clock what "now" is
    public QueryServer(
            QueryConfig config,
            MetricStore store,
            LiveUpdates updates,
            PrometheusRegistry registry,
            InstantSource clock) {
        this.config = config;
        QueryMetrics metrics = new QueryMetrics(registry);
        CustomerDirectory customers = new CustomerDirectory(store);
        this.gate = new Gate(config, metrics, clock);
        this.live = new LiveRoutes(config, store, customers, updates, metrics);
        routes.addAll(new CustomerRoutes(config, store, customers).routes());
        routes.addAll(live.routes());
        routes.addAll(
                new OperatorRoutes(
                                config,
                                store,
                                registry,
                                new CustomerMetrics(store, config.retention(), customers))
                        .routes());
        routes.addAll(new Pages(store).routes());
    }

    /// Listens and answers.
    ///
    /// @throws ConfigurationException if the address cannot be listened on, or needs keys
    public void start() throws ConfigurationException {
        HostGuard.check(config);
        probe();
        WebServer starting =
                WebServer.builder()
                        .host(config.host())
                        .port(config.port())
                        .idleConnectionTimeout(IDLE_TIMEOUT)
                        .shutdownHook(false)
                        .featuresDiscoverServices(false)
                        .protocolsDiscoverServices(false)
                        .shutdownGracePeriod(Duration.ofMillis(500))
                        .connectionOptions(o -> o.socketSendBufferSize(SEND_BUFFER_BYTES))
                        .addProtocol(
                                Http1Config.builder()
                                        .maxPrologueLength(MAX_PROLOGUE_BYTES)
                                        .maxHeadersSize(MAX_HEADERS_BYTES)
                                        .build())
                        .directHandlers(directHandlers())
                        .routing(this::route)
                        .build();
        starting.start();
        if (!starting.isRunning()) {
            throw notListening("its log says why");
        }
        server = starting;
    }

    /// Listens for a moment: the server logs why it cannot, but does not throw it.
    private void probe() throws ConfigurationException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(config.host(), config.port()));
        } catch (IOException e) {
            throw notListening(String.valueOf(e.getMessage()));
        }
    }

    private ConfigurationException notListening(String why) {
        return new ConfigurationException(
                config.host()
                        + ":"
                        + config.port()
                        + " cannot be listened on ("
                        + why
                        + "): stop the program that has it, or choose another port with --listen or serve.listen (0"
                        + " takes any free one)");
    }

    private void route(HttpRouting.Builder routing) {
        for (Route route : routes) {
            routing.any(route.path(), gate.guard(route));
        }
        routing.any(
                gate.guard(
                        Route.open(
                                "other",
                                call -> {
                                    throw new Problem(
                                            ErrorCode.NOT_FOUND,
                                            "routes are listed in /openapi.yaml");
                                })));
    }

    /// Requests that Helidon refuses before they reach a route become problems, too.
    private static DirectHandlers directHandlers() {
        DirectHandler handler =
                (request, type, status, headers, message) -> {
                    Problem problem =
                            switch (status.code()) {
                                case 413 -> new Problem(ErrorCode.BODY_NOT_ALLOWED, "send no body");
                                case 414 ->
                                        new Problem(
                                                ErrorCode.URI_TOO_LONG,
                                                "allowed: " + Gate.MAX_URI_CHARS + " characters");
                                case 500 ->
                                        new Problem(
                                                ErrorCode.INTERNAL,
                                                "an error in the server; its log says more");
                                default ->
                                        new Problem(
                                                ErrorCode.MALFORMED_REQUEST,
                                                "the request line or a header cannot be read");
                            };
                    return DirectHandler.TransportResponse.builder()
                            .status(Status.create(problem.code().status()))
                            .headers(headers)
                            .header(HeaderNames.CONTENT_TYPE, Answer.PROBLEM)
                            .keepAlive(false)
                            .entity(problem.answer().body())
                            .build();
                };
        DirectHandlers.Builder builder = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            builder.addHandler(type, handler);
        }
        return builder.build();
    }

    /// The paths that are answered.
    List<Route> routes() {
        return List.copyOf(routes);
    }

    /// The port that it listens on.
    ///
    /// @throws IllegalStateException if it does not
    public int port() {
        WebServer started = server;
        if (started == null) {
            throw new IllegalStateException("the server is not started");
        }
        return started.port();
    }

    /// Ends live streams, lets running answers finish for half a second, stops listening.
    @Override
    public void close() {
        live.close();
        WebServer started = server;
        if (started != null) {
            server = null;
            started.stop();
        }
    }
}
