package dev.weir.collector.input;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.collector.input.InputConfig.TlsFiles;
import dev.weir.schema.yaml.ConfigurationException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real senders at each kind of socket, up to the spool.
class ListenersIT {
    private static final String NAME = "edge";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private PrometheusRegistry registry = new PrometheusRegistry();

    private Inputs open(InputConfig config, String stdin) throws ConfigurationException {
        registry = new PrometheusRegistry();
        Inputs inputs =
                Inputs.open(
                        List.of(config),
                        directory.resolve("spool"),
                        registry,
                        new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)));
        inputs.start(path -> OptionalLong.of(Files.size(path)), ListenersIT::complain);
        return inputs;
    }

    private static void complain(String sentence) {
        throw new AssertionError(sentence);
    }

    private Inputs open(InputConfig config) throws ConfigurationException {
        return open(config, "");
    }

    private static InputConfig config(String listen, int connections, Optional<TlsFiles> tls) {
        return new InputConfig(
                NAME,
                Endpoint.of(listen),
                Framing.AUTO,
                true,
                InputConfig.DEFAULT_LINE_BYTES,
                InputConfig.DEFAULT_RECEIVE_BUFFER_BYTES,
                connections,
                tls,
                SpoolLimits.DEFAULT);
    }

    private List<String> spooled() throws IOException {
        return Files.readAllLines(Inputs.log(directory.resolve("spool"), NAME));
    }

    private static InetSocketAddress address(Inputs inputs) {
        return (InetSocketAddress) inputs.address(NAME).orElseThrow();
    }

    private long count(String counter) {
        return registry.scrape(("weir_collector_" + counter)::equals).stream()
                .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
                .mapToLong(point -> (long) point.getValue())
                .sum();
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Test
    void linesComeOverTls() throws Exception {
        Credentials server = Credentials.make(directory, "server");
        TlsFiles files = new TlsFiles(server.certificate(), server.key(), Optional.empty());
        try (Inputs inputs = open(config("tls://127.0.0.1:0", 8, Optional.of(files)))) {
            SSLContext trusting = Credentials.client(server, Optional.empty());
            try (Socket socket = connect(trusting, address(inputs))) {
                write(socket, "<13>one\n9 <13>two\n\n");
                write(socket, "<13>thr");
                // A record that comes in two halves, with a pause in which the reader looks up.
                Waiting.until("two are there", () -> spooled().equals(List.of("one", "two")));
                write(socket, "ee\n");
                Waiting.until("the third is there", () -> spooled().contains("three"));
            }
            try (Socket plain = connect(inputs)) {
                write(plain, "GET / HTTP/1.1\r\n\r\n");
                Waiting.until("it is refused", () -> count("input_closed_connections") == 1);
            }
        }
        assertEquals(List.of("one", "two", "three"), spooled());
    }

    @Test
    void aClientWithoutItsCertificateIsRefused() throws Exception {
        Credentials server = Credentials.make(directory, "server");
        Credentials client = Credentials.make(directory, "client");
        Credentials stranger = Credentials.make(directory, "stranger");
        TlsFiles files =
                new TlsFiles(server.certificate(), server.key(), Optional.of(client.certificate()));
        try (Inputs inputs = open(config("tls://127.0.0.1:0", 8, Optional.of(files)))) {
            for (Optional<Credentials> refused :
                    List.of(Optional.<Credentials>empty(), Optional.of(stranger))) {
                long before = count("input_closed_connections");
                SSLContext context = Credentials.client(server, refused);
                try (Socket socket = connect(context, address(inputs))) {
                    write(socket, "<13>bad\n");
                } catch (IOException e) {
                    assertFalse(String.valueOf(e.getMessage()).isEmpty());
                }
                Waiting.until(
                        "it is refused", () -> count("input_closed_connections") == before + 1);
            }
            try (Socket socket =
                    connect(Credentials.client(server, Optional.of(client)), address(inputs))) {
                write(socket, "<13>good\n");
            }
            Waiting.until("the good one is there", () -> spooled().equals(List.of("good")));
        }
    }

    @Test
    void aCertificateThatIsReplacedServesTheNextConnection() throws Exception {
        Credentials first = Credentials.make(directory, "first");
        Credentials second = Credentials.make(directory, "second");
        Path certificate = directory.resolve("live.crt");
        Path key = directory.resolve("live.key");
        Files.copy(first.certificate(), certificate);
        Files.copy(first.key(), key);
        TlsFiles files = new TlsFiles(certificate, key, Optional.empty());
        try (Inputs inputs = open(config("tls://127.0.0.1:0", 8, Optional.of(files)));
                Socket before =
                        connect(Credentials.client(first, Optional.empty()), address(inputs))) {
            write(before, "<13>one\n");
            Waiting.until("the first is there", () -> spooled().equals(List.of("one")));

            // For a moment the certificate is the new one and the key the old one.
            Files.copy(second.certificate(), certificate, REPLACE_EXISTING);
            try (Socket between =
                    connect(Credentials.client(first, Optional.empty()), address(inputs))) {
                write(between, "<13>two\n");
            }
            Waiting.until("the second is there", () -> spooled().size() == 2);
            Files.copy(second.key(), key, REPLACE_EXISTING);
            try (Socket after =
                    connect(Credentials.client(second, Optional.empty()), address(inputs))) {
                write(after, "<13>three\n");
            }
            Waiting.until("the third is there", () -> spooled().size() == 3);
            write(before, "<13>four\n");
            Waiting.until("the fourth is there", () -> spooled().size() == 4);
        }
        assertEquals(2, count("input_certificate_reloads"));
    }

    private static Socket connect(Inputs inputs) throws IOException {
        return new Socket(address(inputs).getAddress(), address(inputs).getPort());
    }

    private static Socket connect(SSLContext context, InetSocketAddress to) throws IOException {
        return context.getSocketFactory().createSocket(to.getAddress(), to.getPort());
    }

    @Test
    void aKeyThatIsNotTheCertificatesOrNoKeyIsRefused() throws Exception {
        Credentials server = Credentials.make(directory, "server");
        Path other =
                Files.writeString(
                        directory.resolve("old.pem"),
                        "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        TlsFiles files = new TlsFiles(server.certificate(), other, Optional.empty());
        ConfigurationException refused =
                assertThrows(
                        ConfigurationException.class,
                        () -> open(config("tls://127.0.0.1:0", 8, Optional.of(files))));
        assertTrue(String.valueOf(refused.getMessage()).contains("openssl pkcs8"));
        TlsFiles swapped = new TlsFiles(server.key(), server.key(), Optional.empty());
        assertThrows(
                ConfigurationException.class,
                () -> open(config("tls://127.0.0.1:0", 8, Optional.of(swapped))));
    }

    @Test
    void linesComeOverAUnixSocketWhichOutlivesACrash() throws Exception {
        Path path = directory.resolve("w.sock");
        InputConfig config = config("unix:" + path, 8, Optional.empty());
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(path));
            assertThrows(ConfigurationException.class, () -> open(config));
        }
        assertTrue(Files.exists(path), "what a crash leaves behind");
        try (Inputs _ = open(config);
                SocketChannel sender = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            sender.write(ByteBuffer.wrap("<13>a\n<13>b".getBytes(StandardCharsets.UTF_8)));
            sender.shutdownOutput();
            Waiting.until("both are there", () -> spooled().equals(List.of("a", "b")));
        }
        assertFalse(Files.exists(path));
        Files.writeString(path, "a file of somebody's");
        assertThrows(ConfigurationException.class, () -> open(config));
        assertEquals("a file of somebody's", Files.readString(path));
    }

    @Test
    void connectionsBeyondTheLimitAreClosedAndCounted() throws Exception {
        try (Inputs inputs = open(config("tcp://127.0.0.1:0", 2, Optional.empty()))) {
            List<Socket> open = new ArrayList<>();
            for (int number = 0; number < 2; number++) {
                Socket socket = connect(inputs);
                write(socket, "<13>" + number + "\n");
                open.add(socket);
            }
            Waiting.until("two are served", () -> spooled().size() == 2);
            try (Socket third = connect(inputs)) {
                third.setSoTimeout(20_000);
                assertEquals(-1, third.getInputStream().read());
            }
            assertEquals(1, count("input_closed_connections"));
            open.getFirst().close();
            Waiting.until(
                    "there is room for another",
                    () -> {
                        try (Socket fourth = connect(inputs)) {
                            write(fourth, "<13>fourth\n");
                        } catch (IOException e) {
                            return false;
                        }
                        return spooled().contains("fourth");
                    });
            open.getLast().close();
        }
    }

    @Test
    void anAddressInUseIsRefusedWithItsName() throws Exception {
        try (Inputs inputs = open(config("tcp://127.0.0.1:0", 2, Optional.empty()))) {
            String taken = "tcp://127.0.0.1:" + address(inputs).getPort();
            ConfigurationException refused =
                    assertThrows(
                            ConfigurationException.class,
                            () ->
                                    Inputs.open(
                                            List.of(config(taken, 2, Optional.empty())),
                                            directory.resolve("other"),
                                            new PrometheusRegistry()));
            String message = String.valueOf(refused.getMessage());
            assertTrue(message.startsWith("input edge cannot listen"), message);
        }
    }

    @Test
    void standardInputEndsWithItsLastLine() throws Exception {
        InputConfig config = InputConfig.of(NAME, new Endpoint.Stdin());
        try (Inputs inputs = open(config, "<13>a\n\nb b\r\nlast")) {
            inputs.exhausted().get(20, TimeUnit.SECONDS);
        }
        assertEquals(
                "<13>a\n\nb b\r\nlast\n",
                Files.readString(Inputs.log(directory.resolve("spool"), NAME)));
        assertEquals(4, count("input_received_lines"));
        assertEquals(4, count("input_spooled_lines"));
    }

    @Test
    void anInputThatListensNeverComesToItsEnd() throws Exception {
        try (Inputs inputs = open(config("tcp://127.0.0.1:0", 2, Optional.empty()))) {
            try (Socket socket = connect(inputs)) {
                write(socket, "<13>a\n");
            }
            Waiting.until("it is there", () -> spooled().size() == 1);
            assertFalse(inputs.exhausted().isDone());
        }
    }
}
