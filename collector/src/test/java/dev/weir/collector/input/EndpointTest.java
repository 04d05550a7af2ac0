package dev.weir.collector.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @Test
    void everySchemeIsRead() {
        InetSocketAddress loopback =
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 5514);
        assertEquals(new Endpoint.Udp(loopback), Endpoint.of("udp://127.0.0.1:5514"));
        assertEquals(new Endpoint.Tcp(loopback), Endpoint.of("tcp://127.0.0.1:5514"));
        assertEquals(
                new Endpoint.Tls(new InetSocketAddress(InetAddress.ofLiteral("::1"), 6514)),
                Endpoint.of("tls://[::1]:6514"));
        assertEquals(new Endpoint.Unix(Path.of("/run/w.sock")), Endpoint.of("unix:/run/w.sock"));
        assertEquals(new Endpoint.Unix(Path.of("/run/w.sock")), Endpoint.of("unix:///run/w.sock"));
        assertEquals(new Endpoint.Stdin(), Endpoint.of("stdin"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "127.0.0.1:5514",
                "http://127.0.0.1:80",
                "udp:127.0.0.1:5514",
                "udp://127.0.0.1",
                "udp://127.0.0.1:65536",
                "udp://::1:5514",
                "tcp://127.0.0.1:5514/x",
                "unix:relative",
                "stdin:"
            })
    void anythingElseIsRefusedWithWhatIsAllowed(String text) {
        String message = message(text);
        assertTrue(message.startsWith("is " + text) && message.contains("; allowed: "), message);
    }

    @Test
    void datagramsOverUnixSocketsAreRefusedWithTheReason() {
        String message = message("unixgram:/run/w.sock");
        assertTrue(message.contains("Java has no Unix datagram sockets"), message);
    }

    @Test
    void aPathThatTheKernelWouldCutIsRefused() {
        assertTrue(message("unix:/" + "x".repeat(107)).contains("at most 107 bytes"));
    }

    private static String message(String text) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> Endpoint.of(text)).getMessage());
    }
}
