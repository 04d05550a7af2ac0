package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The `weir` command with its store in a real InfluxDB.
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class InfluxdbIT {
    private static final int LINES = 20_000;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private final ZonedDateTime begin = ZonedDateTime.now(ZoneOffset.UTC).minusMinutes(20);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private InfluxdbServer server;

    private String config = "";

    @BeforeEach
    void startServer() throws IOException, InterruptedException {
        server = InfluxdbServer.start(directory.resolve("influxdb"));
        Path token = directory.resolve("token");
        Files.writeString(token, InfluxdbServer.TOKEN + "\n");
        Path file = directory.resolve("weir.yaml");
        Files.writeString(
                file,
                """
                store:
                  backend: influxdb
                  influxdb:
                    url: %s
                    database: metrics
                    token_file: %s
                """
                        .formatted(server.url(), token));
        config = file.toString();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private Path errors() {
        return directory.resolve("errors.txt");
    }

    private String said(int exitCode, String... arguments) throws Exception {
        Files.deleteIfExists(errors());
        try (WeirProcess weir = WeirProcess.start(errors(), arguments)) {
            String all = weir.rest() + "\n" + Files.readString(errors());
            assertEquals(exitCode, weir.exitCode(), all);
            assertFalse(all.contains(InfluxdbServer.TOKEN), all);
            return all;
        }
    }

    @Test
    void theStoreIsMadeOnceAndServedOnlyThen() throws Exception {
        String place = "database metrics at " + server.url();
        String kafka = directory.resolve("serve.yaml").toString();
        Files.writeString(
                Path.of(kafka),
                Files.readString(Path.of(config))
                        + "kafka: {bootstrap.servers: \"127.0.0.1:1\"}\ndata: "
                        + directory.resolve("data")
                        + "\n");
        String missing = "weir: there is no store in " + place + ": run weir store init\n";
        assertTrue(said(2, "serve", "--config", kafka).contains(missing));
        assertTrue(said(2, "store", "migrate", "--config", config).contains(missing));
        assertTrue(
                said(0, "store", "init", "--config", config)
                        .contains(
                                "weir store: the store in "
                                        + place
                                        + " is made, with version 1; retention policies made or"
                                        + " changed: 1s, 1m, 1h, 1d, state\n"));
        assertTrue(
                said(0, "store", "init", "--config", config)
                        .contains(
                                "weir store: the store in "
                                        + place
                                        + " is there, with version 1\n"));
        assertTrue(
                said(0, "store", "migrate", "--config", config)
                        .contains(
                                "weir store: the store in " + place + " has version 1 already\n"));
    }

    /// The server goes away for a while, with Weir at work: it says so, and nothing is lost.
    @Test
    void everyLineIsInTheDatabaseOnceThroughAnOutage() throws Exception {
        Path log = directory.resolve("access.log");
        Path data = directory.resolve("data");
        String[] up = {
            "up",
            "--config",
            config,
            "--log",
            log.toString(),
            "--data",
            data.toString(),
            "--listen",
            "127.0.0.1:0"
        };
        append(log, 0, LINES / 2);
        try (WeirProcess weir = WeirProcess.start(errors(), up)) {
            String address =
                    weir.awaitLine("Weir is up: ")
                            .orElse("")
                            .replaceAll(".*(http://\\S+)/ .*", "$1");
            audit(log, data);
            server.stopServer();
            append(log, LINES / 2, LINES);
            await(address, "weir_storage_failing 1.0");
            server.startServer();
            await(address, "weir_storage_failing 0.0");
            audit(log, data);
            assertEquals(143, weir.stop());
        }
        String said = Files.readString(errors());
        assertTrue(said.contains("cannot reach the server"), said);
        assertFalse(said.contains(InfluxdbServer.TOKEN), said);
        assertEquals(LINES, server.sum("SELECT sum(requests) FROM \"1m\".rollups"));
        assertEquals(LINES, server.sum("SELECT sum(requests) FROM \"1s\".rollups"));
        audit(log, data); // of the database itself, with no weir running
    }

    private static void await(String address, String metric) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/metrics")).build();
        long deadline = System.nanoTime() + PATIENCE;
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (true) {
                String page = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
                if (page.contains("\n" + metric + "\n")) {
                    return;
                }
                assertTrue(System.nanoTime() < deadline, () -> metric + " is not in " + page);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    private void audit(Path log, Path data) throws Exception {
        Path own = directory.resolve("audit-errors.txt");
        try (WeirProcess weir =
                WeirProcess.start(
                        own,
                        "audit",
                        "--config",
                        config,
                        "--log",
                        log.toString(),
                        "--data",
                        data.toString(),
                        "--wait",
                        "60")) {
            String out = weir.rest() + "\n" + Files.readString(own);
            assertEquals(0, weir.exitCode(), out);
            assertTrue(out.contains("0 missing, 0 repeated\n"), out);
        }
    }

    private void append(Path log, int from, int to) throws IOException {
        var format =
                DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT)
                        .withZone(ZoneOffset.UTC);
        try (BufferedWriter out =
                Files.newBufferedWriter(
                        log,
                        StandardCharsets.UTF_8,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND)) {
            for (int line = from; line < to; line++) {
                out.write(
                        "192.0.2.%d - - [%s] \"GET /p/%d HTTP/1.1\" 200 %d \"-\" \"test\"%n"
                                .formatted(
                                        line % 250,
                                        format.format(begin.plusSeconds(line / 50)),
                                        line % 1000,
                                        line));
            }
        }
    }
}
