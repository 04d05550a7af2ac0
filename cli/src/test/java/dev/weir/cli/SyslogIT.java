package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.collector.input.Endpoint;
import dev.weir.collector.input.InputConfig;
import dev.weir.collector.input.Inputs;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real senders of syslog: what they write arrives byte for byte.
class SyslogIT {
    private static final Path NGINX = Path.of("/usr/sbin/nginx");
    private static final Path LOGGER = Path.of("/usr/bin/logger");
    private static final String NAME = "edge";
    private static final int REQUESTS = 300;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private static void need(Path program) {
        boolean present = Files.isExecutable(program);
        if (!present && "true".equals(System.getenv("CI"))) {
            fail("CI needs " + program);
        }
        assumeTrue(present, "there is no " + program);
    }

    private Inputs listen(String endpoint) throws Exception {
        Inputs inputs =
                Inputs.open(
                        List.of(InputConfig.of(NAME, Endpoint.of(endpoint))),
                        directory,
                        new PrometheusRegistry());
        inputs.start(
                _ -> OptionalLong.empty(),
                sentence -> {
                    throw new AssertionError(sentence);
                });
        return inputs;
    }

    private static int port(Inputs inputs) {
        return ((InetSocketAddress) inputs.address(NAME).orElseThrow()).getPort();
    }

    private List<String> awaitLines(int count) throws IOException {
        Path spool = Inputs.log(directory, NAME);
        long deadline = System.nanoTime() + 30_000_000_000L;
        List<String> lines = List.of();
        while (lines.size() < count) {
            assertTrue(System.nanoTime() < deadline, "only " + lines.size() + " lines came");
            LockSupport.parkNanos(5_000_000);
            lines = Files.exists(spool) ? Files.readAllLines(spool) : List.of();
        }
        return lines;
    }

    @Test
    void nginxLogsArriveAsItWritesThemToAFile() throws Exception {
        need(NGINX);
        try (Inputs inputs = listen("udp://127.0.0.1:0")) {
            int http = freePort();
            Process nginx = startNginx(http, port(inputs));
            try {
                for (int number = 0; number < REQUESTS; number++) {
                    request(
                            http,
                            "GET /page/"
                                    + number
                                    + "?q=%00\"x HTTP/1.0\r\nUser-Agent: a\"\\\u00e9\t"
                                    + number
                                    + "\r\n\r\n");
                }
                request(http, "\u0016\u0003\u0001 no request\r\n\r\n");
                int all = REQUESTS + 1;
                List<String> syslog = awaitLines(2 * all);
                List<String> file = Files.readAllLines(directory.resolve("access.log"));
                assertEquals(all, file.size());
                // One with the host in its header, one without.
                for (int line = 0; line < all; line++) {
                    assertEquals(file.get(line), syslog.get(2 * line));
                    assertEquals(file.get(line), syslog.get(2 * line + 1));
                }
            } finally {
                nginx.destroy();
                assertTrue(nginx.waitFor(20, TimeUnit.SECONDS));
            }
        }
    }

    private Process startNginx(int http, int syslog) throws Exception {
        String server = "access_log syslog:server=127.0.0.1:" + syslog;
        StringBuilder paths = new StringBuilder();
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            paths.append("  ").append(kind).append("_temp_path ").append(directory).append("/t;\n");
        }
        String config =
                "daemon off;\nmaster_process off;\npid "
                        + directory
                        + "/pid;\nevents {}\nhttp {\n"
                        + paths
                        + "  access_log "
                        + directory
                        + "/access.log combined;\n  "
                        + server
                        + " combined;\n  "
                        + server
                        + ",nohostname,tag=edge_1 combined;\n  server {\n    listen 127.0.0.1:"
                        + http
                        + ";\n    location / { return 204; }\n  }\n}\n";
        Path file = Files.writeString(directory.resolve("nginx.conf"), config);
        Path errors = directory.resolve("errors.txt");
        Process nginx =
                new ProcessBuilder(NGINX.toString(), "-e", errors.toString(), "-c", file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("out.txt").toFile())
                        .start();
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!answers(http)) {
            assertTrue(
                    nginx.isAlive() && System.nanoTime() < deadline,
                    () -> "nginx does not start: " + read("out.txt") + read("errors.txt"));
            LockSupport.parkNanos(20_000_000);
        }
        return nginx;
    }

    private String read(String name) {
        try {
            return Files.readString(directory.resolve(name));
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean answers(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void request(int port, String text) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            byte[] _ = socket.getInputStream().readAllBytes();
        }
    }

    @Test
    void loggerIsUnderstoodInEveryShapeItWrites() throws Exception {
        need(LOGGER);
        String line = "192.0.2.7 - - [21/Nov/2026:02:10:20 +0000] \"GET / HTTP/1.1\" 200 7";
        try (Inputs inputs = listen("tcp://127.0.0.1:0")) {
            int count = 0;
            for (String shape :
                    List.of("--rfc3164", "--rfc5424", "--rfc5424=notime", "--rfc5424=nohost")) {
                for (List<String> framing : List.of(List.<String>of(), List.of("--octet-count"))) {
                    logger(port(inputs), shape, framing, line + " " + count);
                    count++;
                    assertEquals(line + " " + (count - 1), awaitLines(count).getLast());
                }
            }
        }
    }

    private void logger(int port, String shape, List<String> framing, String text)
            throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                LOGGER.toString(),
                                "--tcp",
                                "--server",
                                "127.0.0.1",
                                "--port",
                                Integer.toString(port),
                                "--id=4711",
                                shape));
        command.addAll(framing);
        command.add(text);
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("logger.txt").toFile())
                        .start();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), () -> read("logger.txt"));
    }
}
