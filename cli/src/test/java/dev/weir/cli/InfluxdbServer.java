package dev.weir.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A real InfluxDB, Debian's, with a database `metrics`, behind an nginx that is configured as
/// `docs/reference/influxdb-store.md` says.
final class InfluxdbServer implements AutoCloseable {
    /// Of an administrator.
    static final String TOKEN = "not-for-eyes";

    private static final Path SERVER = Path.of("/usr/bin/influxd");
    private static final Path PROXY = Path.of("/usr/sbin/nginx");
    private static final Path PAGE = Path.of("..", "docs", "reference", "influxdb-store.md");
    private static final String ADMIN = basic("admin:pw");
    private static final Pattern ROW = Pattern.compile("\"values\":\\[\\[\"[^\"]*\",(\\d+)]]");
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private final Path directory;
    private final int port;
    private final int proxyPort;

    @SuppressWarnings("NullAway.Init") // started at once
    private Process server;

    @SuppressWarnings("NullAway.Init")
    private Process proxy;

    private InfluxdbServer(Path directory, int port, int proxyPort) {
        this.directory = directory;
        this.port = port;
        this.proxyPort = proxyPort;
    }

    static InfluxdbServer start(Path directory) throws IOException, InterruptedException {
        boolean present = Files.isExecutable(SERVER) && Files.isExecutable(PROXY);
        if (!present && "true".equals(System.getenv("CI"))) {
            fail(SERVER + " or " + PROXY + " is not here: run scripts/install-test-packages");
        }
        assumeTrue(present, "no influxd or no nginx here: run scripts/install-test-packages");
        Files.createDirectories(directory);
        var started = new InfluxdbServer(directory.toRealPath(), freePort(), freePort());
        started.startServer();
        started.startProxy();
        started.query("CREATE USER admin WITH PASSWORD 'pw' WITH ALL PRIVILEGES");
        started.query("CREATE DATABASE metrics");
        return started;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(UTF_8));
    }

    void startServer() throws IOException {
        Path file = directory.resolve("influxd.conf");
        Files.writeString(
                file,
                """
                reporting-enabled = false
                bind-address = "127.0.0.1:0"
                [meta]
                  dir = "%1$s/meta"
                [data]
                  dir = "%1$s/data"
                  wal-dir = "%1$s/wal"
                  index-version = "tsi1"
                [http]
                  bind-address = "127.0.0.1:%2$d"
                  auth-enabled = true
                  log-enabled = false
                [monitor]
                  store-enabled = false
                """
                        .formatted(directory, port));
        server = run(List.of(SERVER.toString(), "run", "-config", file.toString()), "influxd.log");
        await(server, port);
    }

    private void startProxy() throws IOException {
        Path file = directory.resolve("nginx.conf");
        Files.writeString(
                file,
                """
                daemon off; worker_processes 1; pid %1$s/nginx.pid;
                events {}
                http {
                  access_log off; client_max_body_size 16m;
                  client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
                  uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
                %2$s
                }
                """
                        .formatted(
                                directory,
                                Files.readString(PAGE)
                                        .split("```nginx\n", -1)[1]
                                        .split("```", -1)[0]
                                        .replace("the-token-of-weir", TOKEN)
                                        .replaceAll("Basic [^\"]+", ADMIN)
                                        .replace("127.0.0.1:8086", "127.0.0.1:" + port)
                                        .replace("listen 8087", "listen 127.0.0.1:" + proxyPort)));
        List<String> command =
                new ArrayList<>(
                        List.of(
                                PROXY.toString(),
                                "-p",
                                directory.toString(),
                                "-c",
                                file.toString(),
                                "-e",
                                directory.resolve("nginx.log").toString()));
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("-g", "user root;"));
        }
        proxy = run(command, "nginx.out");
        await(proxy, proxyPort);
    }

    private Process run(List<String> command, String log) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve(log).toFile()))
                .start();
    }

    private static void await(Process process, int port) throws IOException {
        long deadline = System.nanoTime() + PATIENCE;
        while (true) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertTrue(socket.isConnected());
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
    }

    String url() {
        return "http://127.0.0.1:" + proxyPort;
    }

    private String query(String statement) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/query?db=metrics"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Authorization", ADMIN)
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "q=" + URLEncoder.encode(statement, UTF_8)))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            String answer = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            assertTrue(!answer.contains("\"error\":"), answer);
            return answer;
        }
    }

    /// The only number of a query's only row.
    long sum(String statement) throws IOException, InterruptedException {
        String answer = query(statement);
        Matcher row = ROW.matcher(answer);
        assertTrue(row.find(), answer);
        return Long.parseLong(row.group(1));
    }

    /// Stops the server, not the proxy before it.
    void stopServer() {
        stop(server);
    }

    private static void stop(Process process) {
        process.destroy();
        process.onExit().join();
    }

    @Override
    public void close() {
        stop(proxy);
        stop(server);
    }
}
