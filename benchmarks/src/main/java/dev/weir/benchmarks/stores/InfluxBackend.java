package dev.weir.benchmarks.stores;

import dev.weir.storage.MetricStore;
import dev.weir.storage.Retention;
import dev.weir.storage.influxdb.InfluxConfig;
import dev.weir.storage.influxdb.InfluxMetricStore;
import dev.weir.storage.influxdb.InfluxSetup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Debian's InfluxDB 1.6, which syncs every write, behind an nginx that gives it the write API of
/// version 2: what a newer server does by itself.
final class InfluxBackend implements Backend {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private final Path directory;
    private final int port;
    private final int proxyPort;
    private final Process proxy;
    private Process server;

    InfluxBackend(Path directory) throws IOException {
        this.directory = directory;
        port = freePort();
        proxyPort = freePort();
        Files.writeString(directory.resolve("influxd.conf"), serverConfiguration());
        Files.writeString(directory.resolve("nginx.conf"), proxyConfiguration());
        server = startServer();
        proxy =
                start(
                        "nginx",
                        proxyPort,
                        List.of(
                                "nginx",
                                "-p",
                                directory.toString(),
                                "-c",
                                directory.resolve("nginx.conf").toString(),
                                "-e",
                                directory.resolve("nginx.log").toString()));
        createDatabase();
    }

    /// Whether Debian's packages `influxdb` and `nginx-light` are here.
    static boolean isHere() {
        return isProgram("influxd") && isProgram("nginx");
    }

    private static boolean isProgram(String name) {
        return List.of("/usr/bin", "/usr/sbin", "/usr/local/bin").stream()
                .anyMatch(path -> Files.isExecutable(Path.of(path, name)));
    }

    private String serverConfiguration() {
        return """
        reporting-enabled = false
        bind-address = "127.0.0.1:0"
        [meta]
          dir = "%1$s/meta"
        [data]
          dir = "%1$s/data"
          wal-dir = "%1$s/wal"
          index-version = "tsi1"
          query-log-enabled = false
        [http]
          bind-address = "127.0.0.1:%2$d"
          log-enabled = false
          max-body-size = 50000000
        [monitor]
          store-enabled = false
        """
                .formatted(directory, port);
    }

    private String proxyConfiguration() {
        return """
        daemon off;
        user %1$s;
        pid %2$s/nginx.pid;
        error_log %2$s/nginx.log;
        events {}
        http {
          access_log off;
          client_max_body_size 64m;
          client_body_buffer_size 8m;
          client_body_temp_path %2$s/nginx-body;
          proxy_temp_path %2$s/nginx-proxy;
          fastcgi_temp_path %2$s/nginx-fastcgi;
          uwsgi_temp_path %2$s/nginx-uwsgi;
          scgi_temp_path %2$s/nginx-scgi;
          map $arg_bucket $database { "~^(?<d>[^/%%]+)" $d; default ""; }
          map $arg_bucket $policy { "~^[^/%%]+(?:%%2[Ff]|/)(?<p>.+)$" $p; default ""; }
          upstream influxdb { server 127.0.0.1:%3$d; keepalive 8; }
          server {
            listen 127.0.0.1:%4$d;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            location = /api/v2/write {
              proxy_pass http://influxdb/write?db=$database&rp=$policy&precision=$arg_precision;
            }
            location / { proxy_pass http://influxdb; }
          }
        }
        """
                .formatted(System.getProperty("user.name"), directory, port, proxyPort);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process startServer() throws IOException {
        return start(
                "influxd",
                port,
                List.of("influxd", "run", "-config", directory.resolve("influxd.conf").toString()));
    }

    private Process start(String name, int listens, List<String> command) throws IOException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve(name + ".out").toFile())
                        .start();
        long deadline = System.nanoTime() + PATIENCE;
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), listens).close();
                return process;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    process.destroyForcibly();
                    throw new IOException(
                            name
                                    + " does not start: "
                                    + Files.readString(directory.resolve(name + ".out")),
                            e);
                }
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private void createDatabase() throws IOException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest create =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/query"))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString("q=CREATE DATABASE weir"))
                            .build();
            HttpResponse<String> answer = client.send(create, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("influxd makes no database: " + answer.body());
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public String name() {
        return "InfluxDB 1.6";
    }

    @Override
    public MetricStore open() {
        var config =
                new InfluxConfig(
                        "http://127.0.0.1:" + proxyPort,
                        InfluxConfig.DEFAULT_ORG,
                        "weir",
                        Optional::empty,
                        InfluxConfig.DEFAULT_CONNECT_TIMEOUT,
                        InfluxConfig.DEFAULT_TIMEOUT);
        var _ = new InfluxSetup(config).init(Retention.DEFAULT);
        return InfluxMetricStore.open(config, Retention.DEFAULT);
    }

    @Override
    public Path files() {
        return directory.resolve("data");
    }

    /// A stop writes out what the log of changes has.
    @Override
    public void restart() throws IOException {
        stop(server);
        server = startServer();
    }

    @Override
    public void close() throws IOException {
        stop(proxy);
        stop(server);
    }

    private static void stop(Process process) throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }
}
