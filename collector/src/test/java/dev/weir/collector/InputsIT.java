package dev.weir.collector;

import static dev.weir.collector.CollectorHarness.await;
import static dev.weir.collector.CollectorHarness.line;
import static dev.weir.collector.CollectorHarness.paths;
import static dev.weir.collector.InputPipeline.HEADER;
import static dev.weir.collector.InputPipeline.NAME;
import static dev.weir.collector.InputPipeline.send;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.weir.collector.input.Endpoint;
import dev.weir.collector.input.InputConfig;
import dev.weir.collector.input.Inputs;
import dev.weir.collector.input.SpoolLimits;
import dev.weir.collector.input.SpoolLimits.WhenFull;
import dev.weir.schema.batch.StringField;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Inputs with a collector behind them: from the socket to the sink.
class InputsIT {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private static Endpoint tcp() {
        return Endpoint.of("tcp://127.0.0.1:0");
    }

    private static Endpoint udp() {
        return Endpoint.of("udp://127.0.0.1:0");
    }

    private List<Path> spooled() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("spool/" + NAME))) {
            return files.toList();
        }
    }

    @Test
    void linesOverTcpArriveExactlyAndInOrder() throws Exception {
        RecordingSink sink = new RecordingSink(true);
        try (InputPipeline pipeline =
                new InputPipeline(directory, sink, InputConfig.of(NAME, tcp()))) {
            send(pipeline.address(), paths(0, 20_000));
            await("all are there", () -> sink.requests() == 20_000);
            assertEquals(20_000, pipeline.count("input_received_lines"));
            assertEquals(20_000, pipeline.count("input_spooled_lines"));
        }
        assertEquals(paths(0, 20_000), sink.texts(StringField.PATH));
    }

    /// The spool rotates all the time; crashes of the collector come between.
    @Test
    void whatWasTakenIsNeitherLostNorRepeatedThroughCrashesOfTheCollector() throws Exception {
        RecordingSink sink = new RecordingSink(false);
        InputConfig config =
                InputConfig.of(NAME, tcp()).withSpool(new SpoolLimits(64 << 20, 100_000));
        for (int round = 0; round < 4; round++) {
            InputPipeline pipeline = new InputPipeline(directory, sink, config);
            int end = (round + 1) * 10_000;
            send(pipeline.address(), paths(round * 10_000, end));
            await("all are spooled", () -> pipeline.count("input_spooled_lines") == 10_000);
            await(
                    "the last is handed over",
                    () -> sink.texts(StringField.PATH).contains("/" + (end - 1)));
            sink.acknowledge(sink.unacknowledged() / 2);
            pipeline.abandon();
        }
        sink.acknowledgeAll();
        try (InputPipeline _ = new InputPipeline(directory, sink, config)) {
            // Files are read side by side: of the last round's, one may still be unread beside the
            // last.
            await("all has come", () -> sink.countedPaths().size() >= 40_000);
            await("all is acknowledged and deleted", () -> countSpooled() <= 2);
        }
        Set<String> once = new TreeSet<>(sink.countedPaths());
        assertEquals(40_000, sink.countedPaths().size());
        assertEquals(40_000, once.size());
    }

    private int countSpooled() {
        try {
            return spooled().size();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void segmentsGoAsTheyAreAcknowledged() throws Exception {
        RecordingSink sink = new RecordingSink(true);
        InputConfig config =
                InputConfig.of(NAME, tcp()).withSpool(new SpoolLimits(64 << 20, 50_000));
        try (InputPipeline pipeline = new InputPipeline(directory, sink, config)) {
            for (int round = 0; round < 20; round++) {
                send(pipeline.address(), paths(round * 2000, (round + 1) * 2000));
            }
            await("all are there", () -> sink.requests() == 40_000);
            await("at most the last two are left", () -> countSpooled() <= 2);
        }
        assertEquals(40_000, Set.copyOf(sink.countedPaths()).size());
    }

    /// Kafka is away for longer than the disk lasts: senders that can wait do, and nothing is lost.
    @Test
    void aSenderThatCanWaitWaitsWhileTheSpoolIsFull() throws Exception {
        RecordingSink sink = new RecordingSink(true, 0);
        SpoolLimits limits = new SpoolLimits(1 << 20, 100_000);
        List<String> all = paths(0, 200_000);
        try (InputPipeline pipeline =
                new InputPipeline(directory, sink, InputConfig.of(NAME, tcp()).withSpool(limits))) {
            CompletableFuture<Void> sending =
                    CompletableFuture.runAsync(() -> {
                        try {
                            send(pipeline.address(), all);
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    });
            await("the spool is nearly full", () -> spoolBytes() > limits.bytes() - 1000);
            assertTrue(spoolBytes() <= limits.bytes(), () -> "bytes " + spoolBytes());
            // Twenty megabytes do not fit into one megabyte and the buffers of a socket.
            assertTrue(!sending.isDone(), "the sender waits");
            assertEquals(0, pipeline.count("input_dropped_lines"));
            sink.makeRoom();
            sending.get(30, TimeUnit.SECONDS);
            await("all are there", () -> sink.requests() >= all.size());
            assertEquals(all.size(), pipeline.count("input_received_lines"));
            assertEquals(all.size(), pipeline.count("input_spooled_lines"));
        }
        // Each once; one after the other only within a file of the spool, which is a source.
        List<String> read = new ArrayList<>(sink.texts(StringField.PATH));
        read.sort(Comparator.comparingInt(path -> Integer.parseInt(path.substring(1))));
        assertEquals(all, read);
    }

    private long spoolBytes() {
        try {
            long sum = 0;
            for (Path file : spooled()) {
                sum += Files.size(file);
            }
            return sum;
        } catch (IOException e) {
            return 0; // renamed while looking
        }
    }

    /// The same for senders that do not wait: every line is taken, or dropped and counted.
    @Test
    void aSenderThatDoesNotWaitLosesOnlyWhatIsCounted() throws Exception {
        RecordingSink sink = new RecordingSink(true, 0);
        SpoolLimits limits = new SpoolLimits(1 << 20, 100_000);
        int sent = 30_000;
        try (InputPipeline pipeline =
                        new InputPipeline(
                                directory, sink, InputConfig.of(NAME, udp()).withSpool(limits));
                DatagramSocket socket = new DatagramSocket()) {
            for (String path : paths(0, sent)) {
                byte[] bytes = (HEADER + line(path)).getBytes(StandardCharsets.UTF_8);
                socket.send(new DatagramPacket(bytes, bytes.length, pipeline.address()));
            }
            await(
                    "every datagram is received or dropped by the kernel",
                    () -> pipeline.count("input_received_lines") + drops(pipeline) == sent);
            await("received = spooled + dropped", () -> balance(pipeline) == 0);
            long dropped = pipeline.count("input_dropped_lines");
            long spooled = pipeline.count("input_spooled_lines");
            assertTrue(dropped > 0 && spooled > 0, "dropped " + dropped + ", spooled " + spooled);
            assertTrue(spoolBytes() <= limits.bytes());
            sink.makeRoom();
            await("what was taken is there", () -> sink.requests() == spooled);
            assertEquals(spooled, Set.copyOf(sink.texts(StringField.PATH)).size());
        }
    }

    /// Whoever prefers fresh lines to a proxy that waits for its log says so.
    @Test
    void aSenderThatCouldWaitLosesTheNewestLinesIfThatIsAskedFor() throws Exception {
        RecordingSink sink = new RecordingSink(true, 0);
        SpoolLimits limits = new SpoolLimits(1 << 20, 100_000, Optional.of(WhenFull.DROP_NEWEST));
        List<String> all = paths(0, 50_000);
        try (InputPipeline pipeline =
                new InputPipeline(directory, sink, InputConfig.of(NAME, tcp()).withSpool(limits))) {
            send(pipeline.address(), all);
            await("all is received", () -> pipeline.count("input_received_lines") == all.size());
            await("received = spooled + dropped", () -> balance(pipeline) == 0);
            long dropped = pipeline.count("input_dropped_lines");
            long spooled = pipeline.count("input_spooled_lines");
            assertTrue(dropped > 0 && spooled > 0, "dropped " + dropped + ", spooled " + spooled);
            assertTrue(spoolBytes() <= limits.bytes());
            sink.makeRoom();
            await("what was taken is there", () -> sink.requests() == spooled);
        }
        assertEquals(all.getFirst(), sink.texts(StringField.PATH).getFirst());
    }

    /// Then it is the kernel that drops, and counts.
    @Test
    void datagramsThatAreNotToBeDroppedStayInTheKernelWhileItHasRoom() throws Exception {
        RecordingSink sink = new RecordingSink(true, 0);
        SpoolLimits limits = new SpoolLimits(1 << 20, 100_000, Optional.of(WhenFull.BLOCK));
        int sent = 30_000;
        try (InputPipeline pipeline =
                        new InputPipeline(
                                directory, sink, InputConfig.of(NAME, udp()).withSpool(limits));
                DatagramSocket socket = new DatagramSocket()) {
            for (String path : paths(0, sent)) {
                byte[] bytes = (HEADER + line(path)).getBytes(StandardCharsets.UTF_8);
                socket.send(new DatagramPacket(bytes, bytes.length, pipeline.address()));
            }
            await("the spool is nearly full", () -> spoolBytes() > limits.bytes() - 1000);
            sink.makeRoom();
            await(
                    "every datagram is received or dropped by the kernel",
                    () -> pipeline.count("input_received_lines") + drops(pipeline) == sent);
            assertEquals(0, pipeline.count("input_dropped_lines"));
            await("what was taken is there", () -> sink.requests() == sent - drops(pipeline));
        }
    }

    private static long drops(InputPipeline pipeline) {
        return pipeline.count("udp_kernel_drops");
    }

    private static long balance(InputPipeline pipeline) {
        return pipeline.count("input_received_lines")
                - pipeline.count("input_spooled_lines")
                - pipeline.count("input_dropped_lines");
    }

    @Test
    void aBurstThatTheKernelDropsIsCounted() throws Exception {
        RecordingSink sink = new RecordingSink(true);
        InputConfig base = InputConfig.of(NAME, udp());
        InputConfig tiny =
                new InputConfig(
                        NAME,
                        base.endpoint(),
                        base.framing(),
                        base.strip(),
                        base.lineBytes(),
                        2048,
                        1,
                        base.tls(),
                        base.spool());
        Path spools = directory.resolve("spool");
        PrometheusRegistry registry = new PrometheusRegistry();
        int sent = 2000;
        // Nothing is read before it is started.
        try (Inputs inputs = Inputs.open(List.of(tiny), spools, registry);
                DatagramSocket socket = new DatagramSocket()) {
            InetSocketAddress to = (InetSocketAddress) inputs.address(NAME).orElseThrow();
            for (int number = 0; number < sent; number++) {
                byte[] bytes = line("/" + number).getBytes(StandardCharsets.UTF_8);
                socket.send(new DatagramPacket(bytes, bytes.length, to));
            }
            inputs.start(_ -> OptionalLong.empty(), complaint -> fail(complaint));
            Path log = Inputs.log(spools, NAME);
            await("all is read or counted", () -> lines(log) + value(registry) == sent);
            assertTrue(value(registry) > 0);
            assertTrue(lines(log) > 0);
        }
        assertEquals(0, sink.requests());
    }

    private static long value(PrometheusRegistry registry) {
        return registry.scrape("weir_collector_udp_kernel_drops"::equals).stream()
                .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
                .mapToLong(point -> (long) point.getValue())
                .sum();
    }

    private static long lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file).size() : 0;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aClosedConnectionIsSeenByItsSender() throws Exception {
        RecordingSink sink = new RecordingSink(true);
        try (InputPipeline pipeline =
                        new InputPipeline(directory, sink, InputConfig.of(NAME, tcp()));
                Socket socket =
                        new Socket(pipeline.address().getAddress(), pipeline.address().getPort())) {
            socket.getOutputStream()
                    .write(
                            (HEADER + line("/good") + "99999999 <13>x")
                                    .getBytes(StandardCharsets.UTF_8));
            socket.setSoTimeout(20_000);
            assertEquals(-1, readToEnd(socket));
            await("the good line is there", () -> sink.requests() == 1);
            assertEquals(1, pipeline.count("input_closed_connections"));
            assertEquals(1, pipeline.count("input_dropped_lines"));
            assertEquals(0, balance(pipeline));
        }
        assertEquals(List.of("/good"), sink.texts(StringField.PATH));
    }

    private static int readToEnd(Socket socket) throws SocketTimeoutException {
        try {
            return socket.getInputStream().read();
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return -1; // reset: what was sent after the refused length was not read
        }
    }
}
