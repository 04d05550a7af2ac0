package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.weir.collector.Catalogue;
import dev.weir.collector.CollectorMetrics;
import dev.weir.collector.LogFile;
import dev.weir.collector.LogScan;
import dev.weir.collector.format.LogFormat;
import dev.weir.collector.nginx.NginxLog;
import dev.weir.collector.nginx.NginxLogs;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.batch.StringField;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real nginx, Debian's, writes its logs as a configuration says; the same configuration tells
/// Weir which logs they are and how they read.
class NginxIT {
    private static final Path NGINX = Path.of("/usr/sbin/nginx");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int REQUESTS = 40;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private int port;

    @BeforeEach
    void configure() throws Exception {
        if (!Files.isExecutable(NGINX)) {
            if ("true".equals(System.getenv("CI"))) {
                fail(NGINX + " is not here: install nginx-light");
            }
            Assumptions.abort("no nginx here: skipped");
        }
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Files.createDirectories(directory.resolve("sites"));
        Files.createDirectories(directory.resolve("logs"));
        write(
                "nginx.conf",
                """
                daemon off; master_process off; worker_processes 1;
                pid %1$s/pid; error_log %1$s/error.log;
                events { worker_connections 64; }
                http {
                    client_body_temp_path %1$s/t1; proxy_temp_path %1$s/t2;
                    fastcgi_temp_path %1$s/t3; uwsgi_temp_path %1$s/t4; scgi_temp_path %1$s/t5;
                    log_format timed '$remote_addr [$time_local] "$request" '
                                     '$status $body_bytes_sent $request_time'; # without the host
                    include formats.conf;
                    access_log %1$s/logs/http.log;
                    include sites/*.conf;
                }
                """);
        write(
                "formats.conf",
                """
                log_format json escape=json '{"time":"$time_iso8601","host":"$host",'
                    '"request":"$request","status":"$status","agent":"$http_user_agent"}';
                """);
        write(
                "sites/a.conf",
                """
                server {
                    listen 127.0.0.1:%2$d; server_name a.example;
                    location / { return 200 "a"; }
                    location /own {
                        access_log %1$s/logs/own.log timed;
                        return 204;
                    }
                    location /silent { access_log off; return 204; }
                }
                """);
        write(
                "sites/b.conf",
                """
                server {
                    listen 127.0.0.1:%2$d; server_name "b.example" "~^b\\d+$";
                    access_log '%1$s/logs/with space.json' json buffer=4k flush=10ms;
                    access_log syslog:server=127.0.0.1:9 timed;
                    location / { return 404; }
                }
                """);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text.formatted(directory, port));
    }

    @Test
    void everyLineThatNginxWritesIsCountedInTheLogAndForTheHostItBelongsTo() throws Exception {
        Path main = directory.resolve("nginx.conf");
        assertEquals(0, nginx("-t", "-q").waitFor(), () -> "nginx -t: " + errors());
        NginxLogs found = NginxLogs.read(main, Optional.empty());
        Process nginx = nginx("-q");
        try {
            awaitAnswer(nginx);
            for (int index = 0; index < REQUESTS; index++) {
                assertEquals(200, get("a.example", "/" + index));
                assertEquals(204, get("a.example", "/own/" + index));
                assertEquals(204, get("a.example", "/silent"));
                assertEquals(404, get("b.example", "/\"quoted\\" + index));
            }
        } finally {
            nginx.destroy();
            assertTrue(nginx.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }

        Set<Path> written;
        try (var logs = Files.list(directory.resolve("logs"))) {
            written = logs.collect(Collectors.toCollection(TreeSet::new));
        }
        assertEquals(
                written, found.logs().stream().map(NginxLog::path).collect(Collectors.toSet()));
        assertEquals(1, found.notFollowed().size());
        Map<String, Integer> counted = new HashMap<>();
        for (NginxLog log : found.logs()) {
            scan(log, Files.readAllLines(log.path()).size(), counted);
        }
        assertEquals(
                Map.of(
                        "http.log a.example 200", REQUESTS + 1,
                        "own.log a.example 204", REQUESTS,
                        "with space.json b.example 404", REQUESTS),
                counted);
    }

    private Process nginx(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(NGINX.toString()));
        command.addAll(List.of("-p", directory.toString(), "-e", directory + "/error.log"));
        command.addAll(List.of("-c", directory.resolve("nginx.conf").toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("nginx.out").toFile())
                .start();
    }

    private String errors() {
        try {
            return Files.readString(directory.resolve("nginx.out"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /// The first request is the one that is answered, and is logged like all others.
    private void awaitAnswer(Process nginx) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && nginx.isAlive()) {
            try {
                assertEquals(200, get("a.example", "/"));
                return;
            } catch (IOException e) {
                Thread.onSpinWait();
            }
        }
        fail("nginx does not answer: " + errors());
    }

    /// Asks by hand, for a client of Java's would not send such a host, nor such a path.
    private int get(String host, String path) throws IOException {
        String request =
                "GET "
                        + path
                        + " HTTP/1.0\r\nHost: "
                        + host
                        + "\r\nUser-Agent: a \"quoted\" \\ agent\r\n\r\n";
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readAllBytes();
            String status = new String(answer, StandardCharsets.ISO_8859_1);
            return Integer.parseInt(
                    status.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
        }
    }

    private static void scan(NginxLog log, int lines, Map<String, Integer> counted)
            throws Exception {
        var metrics = new CollectorMetrics(new PrometheusRegistry());
        var file = new LogFile(log.path(), LogFormat.of(log.format()), "", log.defaultHost());
        int[] seen = new int[1];
        LogScan.run(
                file,
                Catalogue.empty(metrics),
                batch -> seen[0] += count(batch, log.path().getFileName().toString(), counted));
        assertEquals(lines, seen[0], log.path().toString());
    }

    private static int count(EncodedBatch batch, String log, Map<String, Integer> counted) {
        try {
            var reader = new BatchReader();
            reader.open(batch.message(), batch.messageLength());
            assertEquals(0, reader.rejectedCount(), log);
            for (int request = 0; request < reader.requestCount(); request++) {
                String host = reader.string(reader.stringIndex(request, StringField.HOST));
                counted.merge(log + " " + host + " " + reader.status(request), 1, Integer::sum);
            }
            return reader.requestCount();
        } catch (MalformedBatchException e) {
            throw new AssertionError(e);
        }
    }
}
