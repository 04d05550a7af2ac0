package dev.weir.storage.influxdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.storage.Retention;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A real InfluxDB on loopback: Debian's 1.6, which has no write API of version 2, behind an nginx that
/// gives it one, as the page of this store says. One serves all tests of the process, each with a
/// database of its own; who stops it has one of their own.
public final class InfluxServer implements AutoCloseable {
    /// Of an administrator.
    public static final String ADMIN = "token-of-the-administrator";

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
    private static final Pattern VALUES = Pattern.compile("\\[([^\\[\\]]*)]");
    private static @Nullable InfluxServer shared;

    private final Path directory;
    private final int port;
    private final int proxyPort;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> users = new TreeMap<>();

    @SuppressWarnings("NullAway.Init") // started at once
    private Process server;

    @SuppressWarnings("NullAway.Init")
    private Process proxy;

    private InfluxServer(Path directory, int port, int proxyPort) {
        this.directory = directory;
        this.port = port;
        this.proxyPort = proxyPort;
    }

    /// The one of this process, which ends with it.
    public static synchronized InfluxServer shared() {
        InfluxServer present = shared;
        if (present == null) {
            try {
                Path directory = Files.createTempDirectory("weir-influxdb");
                InfluxServer started = start(directory);
                Runtime.getRuntime()
                        .addShutdownHook(
                                Thread.ofPlatform().unstarted(() -> started.remove(directory)));
                present = started;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            shared = present;
        }
        return present;
    }

    private void remove(Path whole) {
        close();
        try (var paths = Files.walk(whole)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts one in an empty directory.
    public static InfluxServer start(Path empty) throws IOException {
        boolean present = program("influxd").isPresent() && program("nginx").isPresent();
        if (!present && "true".equals(System.getenv("CI"))) {
            fail("CI needs influxd and nginx: run scripts/install-test-packages");
        }
        assumeTrue(present, "no influxd or no nginx here: run scripts/install-test-packages");
        var server = new InfluxServer(empty.toRealPath(), freePort(), freePort());
        server.users.put(ADMIN, "admin:adminpw");
        server.begin();
        server.startProxy();
        String create = "CREATE USER admin WITH PASSWORD 'adminpw' WITH ALL PRIVILEGES";
        assertTrue(
                server.post(server.ownUrl() + "/query", "q=" + encoded(create), "")
                        .contains("statement_id"));
        return server;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private String ownUrl() {
        return "http://127.0.0.1:" + port;
    }

    private static Optional<Path> program(String name) {
        return List.of("/usr/bin", "/usr/sbin", "/usr/local/bin").stream()
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// Starts the server, where it was before.
    public void begin() throws IOException {
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
                  max-series-per-database = 0
                  max-values-per-tag = 0
                [retention]
                  check-interval = "1s"
                [http]
                  bind-address = "127.0.0.1:%2$d"
                  auth-enabled = true
                  log-enabled = false
                  max-body-size = 50000000
                [monitor]
                  store-enabled = false
                """
                        .formatted(directory, port));
        server =
                new ProcessBuilder(
                                program("influxd").orElseThrow().toString(),
                                "run",
                                "-config",
                                file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("influxd.log").toFile())
                        .start();
        await(server, port);
    }

    private void startProxy() throws IOException {
        Path file = directory.resolve("nginx.conf");
        StringBuilder tokens = new StringBuilder();
        users.forEach((token, user) ->
                tokens.append(
                        "\"Token %s\" \"Basic %s\"; "
                                .formatted(
                                        token,
                                        Base64.getEncoder().encodeToString(user.getBytes(UTF_8)))));
        Files.writeString(file, proxyConfiguration(tokens.toString()));
        boolean root = "root".equals(System.getProperty("user.name"));
        List<String> command =
                new ArrayList<>(
                        List.of(
                                program("nginx").orElseThrow().toString(),
                                "-p",
                                directory.toString(),
                                "-c",
                                file.toString(),
                                "-e",
                                directory.resolve("nginx.log").toString()));
        if (root) {
            command.addAll(List.of("-g", "user root;"));
        }
        proxy =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("nginx.out").toFile())
                        .start();
        await(proxy, proxyPort);
    }

    /// The locations are those of the page of this store.
    private String proxyConfiguration(String tokens) throws IOException {
        return """
        daemon off; worker_processes 1; pid %1$s/nginx.pid;
        events {}
        http {
          access_log off; client_max_body_size 64m; client_body_buffer_size 8m;
          client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
          uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
        %2$s
        }
        """
                .formatted(
                        directory,
                        InfluxDocumentIT.proxyBlock()
                                .replace(
                                        "\"Token the-token-of-weir\" \"Basic d2VpcjpwYXNzd29yZA==\";",
                                        tokens)
                                .replace("127.0.0.1:8086", "127.0.0.1:" + port)
                                .replace("listen 8087", "listen 127.0.0.1:" + proxyPort));
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

    /// Where the proxy listens.
    public String url() {
        return "http://127.0.0.1:" + proxyPort;
    }

    /// A new database that nobody else has, for an administrator.
    public InfluxConfig config() {
        String database = "store_" + DATABASES.incrementAndGet();
        var _ = query("CREATE DATABASE \"" + database + '"');
        return config(database, ADMIN);
    }

    /// A database, with a token.
    public InfluxConfig config(String database, String token) {
        return config(url(), database, () -> Optional.of(token));
    }

    /// A database of any server.
    public static InfluxConfig config(String url, String database, TokenSource token) {
        return new InfluxConfig(
                url,
                InfluxConfig.DEFAULT_ORG,
                database,
                token,
                InfluxConfig.DEFAULT_CONNECT_TIMEOUT,
                InfluxConfig.DEFAULT_TIMEOUT);
    }

    /// A new database with a store that keeps everything for ever, for windows of tests lie years
    /// back.
    public InfluxConfig storeForEver() {
        InfluxConfig config = config();
        var _ = new InfluxSetup(config).init(forEver());
        return config;
    }

    /// The default tiers, for ever.
    static Retention forEver() {
        var tiers = new TreeMap<>(Retention.DEFAULT.tiers());
        tiers.replaceAll((tier, duration) -> Duration.ofDays(1_000_000));
        return new Retention(tiers, Retention.DEFAULT.ofSignals());
    }

    /// Makes a user whom the proxy knows by a token.
    public void addUser(String name, String password, String token) throws IOException {
        var _ = query("CREATE USER \"" + name + "\" WITH PASSWORD '" + password + "'");
        users.put(token, name + ":" + password);
        stop(proxy, false);
        startProxy();
    }

    /// The values of a query's rows, those of a row joined by commas.
    public List<String> query(String database, String policy, String statement) {
        String answer =
                post(
                        "http://127.0.0.1:"
                                + port
                                + "/query?epoch=ns&db="
                                + database
                                + "&rp="
                                + policy,
                        "q=" + encoded(statement),
                        "admin:adminpw");
        assertTrue(!answer.contains("\"error\":"), answer);
        int values = answer.indexOf("\"values\":");
        return values < 0
                ? List.of()
                : VALUES.matcher(answer.substring(values + 9))
                        .results()
                        .map((MatchResult row) -> row.group(1).replace("\"", ""))
                        .toList();
    }

    /// Runs a statement of an administrator.
    public List<String> query(String statement) {
        return query("", "", statement);
    }

    /// Writes lines as somebody else would.
    public void write(String database, String policy, String lines) {
        String answer =
                post(ownUrl() + "/write?db=" + database + "&rp=" + policy, lines, "admin:adminpw");
        assertTrue(answer.isEmpty(), answer);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private String post(String uri, String body, String user) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(uri))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!user.isEmpty()) {
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(user.getBytes(UTF_8)));
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body().strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Stops the server, not the proxy before it.
    public void end() {
        stop(server, false);
    }

    /// Kills the server.
    public void kill() {
        stop(server, true);
    }

    private static void stop(Process process, boolean kill) {
        if (kill) {
            process.destroyForcibly();
        } else {
            process.destroy();
        }
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop(proxy, false);
        stop(server, false);
    }
}
