package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills the whole process while lines come over TCP: what stands in the spool is counted once, and
/// what does not is the end of what was sent.
class InputKillIT {
    private static final Pattern ADDRESS = Pattern.compile("edge at /127\\.0\\.0\\.1:(\\d+)");

    /// A line that the kill has cut may be one that is no request.
    private static final Pattern REJECTED = Pattern.compile("requests \\+ ([01]) rejected");

    private static final Pattern GIVEN_UP =
            Pattern.compile("input_dropped_lines_total\\{.*reason=\"given_up\"} (\\S+)");

    private static final int LINES = 20_000;
    private static final int PIECE = 500;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private Path data;
    private Path errors;

    @BeforeEach
    void paths() {
        data = directory.resolve("data");
        errors = directory.resolve("errors.txt");
    }

    private WeirProcess start() throws IOException {
        Path config =
                Files.writeString(
                        directory.resolve("weir.yaml"),
                        "collect:\n  inputs:\n    - {name: edge, listen: 'tcp://127.0.0.1:0',"
                                + " customer: default}\n");
        return WeirProcess.start(
                errors,
                "up",
                "--config",
                config.toString(),
                "--data",
                data.toString(),
                "--listen",
                "127.0.0.1:0");
    }

    private int port(WeirProcess weir) throws IOException {
        return port(weir, "Weir is up");
    }

    private int port(WeirProcess weir, String line) throws IOException {
        Matcher matcher = ADDRESS.matcher(weir.awaitLine(line).orElse(""));
        assertTrue(matcher.find(), () -> text(errors));
        return Integer.parseInt(matcher.group(1));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String line(int number) {
        return "192.0.2.7 - - [21/Nov/2026:02:10:20 +0000] \"GET /"
                + number
                + " HTTP/1.1\" 200 7 \"-\" \"ua\"";
    }

    /// Sends pieces until all are sent or nobody takes them any more.
    private static void send(int port, int from, int to) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            for (int piece = from; piece < to; piece += PIECE) {
                StringBuilder text = new StringBuilder();
                for (int number = piece; number < piece + PIECE; number++) {
                    text.append("<190>Nov 21 02:10:20 edge1 nginx: ").append(line(number));
                    text.append('\n');
                }
                socket.getOutputStream().write(text.toString().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // The receiver was killed: that is what this is about.
            System.out.println("sender: " + e.getMessage());
        }
    }

    @Test
    void whatStandsInTheSpoolCountsOnceThroughAKill() throws Exception {
        Path spool;
        try (WeirProcess weir = start()) {
            int port = port(weir);
            spool = data.resolve("spool/edge/input.log");
            Path taken = spool;
            Thread sender = Thread.ofVirtual().start(() -> send(port, 0, 100 * LINES));
            await(() -> Files.exists(taken) && Files.size(taken) > 100_000);
            weir.kill();
            sender.join();
        }
        List<String> beforeKill = Files.readAllLines(spool);
        try (WeirProcess weir = start()) {
            send(port(weir), 0, LINES);
            await(() -> Files.readString(spool).endsWith(line(LINES - 1) + "\n"));
            audit(spool, beforeKill.size());
            assertEquals(143, weir.stop());
        }
        List<String> lines = Files.readAllLines(spool);
        int kept = lines.size() - LINES;
        // A line that the kill has cut is finished, and counted as one that is no request.
        assertTrue(kept == beforeKill.size(), "kept " + kept + " of " + beforeKill.size());
        for (int number = 0; number < kept - 1; number++) {
            assertEquals(line(number), lines.get(number));
        }
        for (int number = 0; number < LINES; number++) {
            assertEquals(line(number), lines.get(kept + number));
        }
        Set<String> second = new HashSet<>(lines.subList(kept, lines.size()));
        assertEquals(LINES, second.size());
    }

    private void audit(Path log, long kept) throws Exception {
        try (WeirProcess audit =
                WeirProcess.start(
                        errors,
                        "audit",
                        "--log",
                        log.toString(),
                        "--data",
                        data.toString(),
                        "--sources",
                        "--wait",
                        "120")) {
            String said = audit.rest();
            System.out.println(said);
            assertEquals(0, audit.exitCode(), () -> said + "\n" + text(errors));
            assertTrue(said.contains("0 missing, 0 repeated\n"), said);
            Matcher rejected = REJECTED.matcher(said);
            assertTrue(rejected.find(), said);
            LedgerRows.assertExact(said, kept + LINES, Long.parseLong(rejected.group(1)));
        }
    }

    /// Kafka is away, and the spool has room for a fraction of what comes.
    private WeirProcess startAlone() throws IOException {
        Path config =
                Files.writeString(
                        directory.resolve("weir.yaml"),
                        "kafka: {bootstrap.servers: '127.0.0.1:1'}\n"
                                + "collect:\n  inputs:\n    - {name: edge, customer: default, spool: 1MiB,"
                                + " when_full: drop_oldest, listen: 'tcp://127.0.0.1:0'}\n");
        return WeirProcess.start(
                errors,
                "collect",
                "--config",
                config.toString(),
                "--data",
                data.toString(),
                "--metrics-listen",
                "127.0.0.1:0");
    }

    /// Every line that was written is in the spool or in the count, whenever the process is killed.
    @Test
    void whatIsGivenUpIsCountedOnceThroughKills() throws Exception {
        SpoolOnDisk spool = new SpoolOnDisk(data.resolve("spool/edge"));
        long next = 0;
        for (int life = 0; life < 5; life++) {
            long before = spool.givenUp();
            int from = (int) next;
            try (WeirProcess weir = startAlone()) {
                String metrics = weir.awaitLine("metrics: ").orElse("");
                int port = port(weir, "weir collect follows");
                if (before > 0) {
                    assertEquals(before, counted(metrics.substring("metrics: ".length())));
                }
                Thread sender =
                        Thread.ofVirtual().start(() -> send(port, from, from + 100 * LINES));
                await(() -> spool.givenUp() > before + LINES);
                weir.kill();
                sender.join();
            }
            next = spool.assertExact();
            // Of the lines given up, those that the life before had left in the spool are not new.
            assertTrue(next > from, "lines " + next);
        }
    }

    private static long counted(String url) throws Exception {
        String text =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(url)).build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body();
        Matcher counted = GIVEN_UP.matcher(text);
        assertTrue(counted.find(), text);
        return (long) Double.parseDouble(counted.group(1));
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private void await(Condition condition) throws IOException {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < deadline, () -> text(errors));
            LockSupport.parkNanos(5_000_000);
        }
    }
}
