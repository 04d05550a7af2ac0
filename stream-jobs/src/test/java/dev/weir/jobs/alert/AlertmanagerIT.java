package dev.weir.jobs.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.schema.signal.Signal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Signals told to a real Alertmanager, the one of Debian's package `prometheus-alertmanager`.
class AlertmanagerIT {
    private static final Path BINARY = Path.of("/usr/bin/prometheus-alertmanager");
    private static final long START_NANOS = Duration.ofSeconds(30).toNanos();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private Process process;

    @SuppressWarnings("NullAway.Init")
    private URI base;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws Exception {
        if (!Files.isExecutable(BINARY)) {
            if ("true".equals(System.getenv("CI"))) {
                fail(BINARY + " is not here: install prometheus-alertmanager");
            }
            Assumptions.abort("no prometheus-alertmanager here: skipped");
        }
        Path config = directory.resolve("alertmanager.yml");
        Files.writeString(config, "route: {receiver: none}\nreceivers: [{name: none}]\n");
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        base = URI.create("http://127.0.0.1:" + port);
        process =
                new ProcessBuilder(
                                BINARY.toString(),
                                "--config.file=" + config,
                                "--storage.path=" + directory.resolve("data"),
                                "--web.listen-address=127.0.0.1:" + port,
                                "--cluster.listen-address=")
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("log").toFile())
                        .start();
        long deadline = System.nanoTime() + START_NANOS;
        while (!isReady()) {
            if (System.nanoTime() > deadline) {
                fail("Alertmanager did not start: " + Files.readString(directory.resolve("log")));
            }
            Thread.onSpinWait();
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            return get("/-/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(base.resolve(path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @AfterEach
    void stop() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    private static Signal signal(long openedAt, long closedAt) {
        return new Signal(
                Signal.idOf("acme", "sqli", openedAt),
                "acme",
                "sqli",
                openedAt,
                openedAt + 1000,
                closedAt,
                42,
                7.5,
                0,
                List.of("/?id=1' or '1'='1", "\u0001\"\\"),
                List.of(new Signal.Share("192.0.2.7", 40)),
                List.of(new Signal.Share("/", 42)));
    }

    @Test
    void anOpenSignalFiresAndAClosedOneIsResolved() throws Exception {
        var client = new AlertmanagerClient(base);
        long now = System.currentTimeMillis();
        client.post(List.of(signal(now - 5_000, 0)));
        JsonNode alerts = JSON.readTree(get("/api/v2/alerts").body());
        assertEquals(1, alerts.size());
        JsonNode labels = alerts.get(0).get("labels");
        assertEquals("WeirAttackSignal", labels.get("alertname").asText());
        assertEquals("acme", labels.get("customer").asText());
        assertEquals("sqli", labels.get("kind").asText());
        JsonNode annotations = alerts.get(0).get("annotations");
        assertTrue(annotations.get("samples").asText().contains("/?id=1' or '1'='1"));
        assertEquals("40 192.0.2.7", annotations.get("heaviest_clients").asText());

        client.post(List.of(signal(now - 5_000, now - 1_000)));
        assertEquals(0, JSON.readTree(get("/api/v2/alerts?active=true").body()).size());
    }
}
