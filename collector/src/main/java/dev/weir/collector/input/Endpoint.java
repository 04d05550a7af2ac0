package dev.weir.collector.input;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where an input takes its lines from.
public sealed interface Endpoint {
    /// Longest path that the kernel takes for a socket, in bytes.
    int MAX_SOCKET_PATH = 107;

    /// One message a datagram.
    ///
    /// @param address to listen on; port 0: any that is free
    record Udp(InetSocketAddress address) implements Endpoint {}

    /// A stream of messages.
    ///
    /// @param address to listen on; port 0: any that is free
    record Tcp(InetSocketAddress address) implements Endpoint {}

    /// The same, encrypted.
    ///
    /// @param address to listen on; port 0: any that is free
    record Tls(InetSocketAddress address) implements Endpoint {}

    /// A stream of messages through a socket in the file system.
    ///
    /// @param path of the socket
    record Unix(Path path) implements Endpoint {}

    /// Standard input, to its end.
    record Stdin() implements Endpoint {}

    /// Reads `udp://HOST:PORT`, `tcp://…`, `tls://…`, `unix:/PATH` or `stdin`.
    ///
    /// @throws IllegalArgumentException saying what is wrong, to be put after the name of the key
    static Endpoint of(String text) {
        if (text.equals("stdin")) {
            return new Stdin();
        }
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon);
        String rest = text.substring(colon + 1);
        return switch (scheme) {
            case "udp" -> new Udp(Addresses.of(text, rest));
            case "tcp" -> new Tcp(Addresses.of(text, rest));
            case "tls" -> new Tls(Addresses.of(text, rest));
            case "unix" -> new Unix(socketPath(text, rest));
            case "unixgram", "unix-dgram" ->
                    throw new IllegalArgumentException(
                            "is "
                                    + text
                                    + ": Java has no Unix datagram sockets; let the sender use"
                                    + " udp://127.0.0.1:PORT, or unix:/PATH if it can write a stream");
            default ->
                    throw new IllegalArgumentException(
                            "is "
                                    + text
                                    + "; allowed: udp://HOST:PORT, tcp://HOST:PORT, tls://HOST:PORT,"
                                    + " unix:/PATH, stdin");
        };
    }

    private static Path socketPath(String text, String rest) {
        String path = rest.startsWith("//") ? rest.substring(2) : rest;
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("is " + text + "; allowed: unix:/PATH");
        }
        if (path.getBytes(StandardCharsets.UTF_8).length > MAX_SOCKET_PATH) {
            throw new IllegalArgumentException(
                    "is " + text + ": a socket's path has at most " + MAX_SOCKET_PATH + " bytes");
        }
        return Path.of(path);
    }

    /// Addresses as they stand in configurations.
    final class Addresses {
        private static final Pattern HOST_PORT =
                Pattern.compile("//(?:\\[([0-9a-fA-F:.]+)]|([^:/\\[\\]]+)):(\\d{1,5})");

        private static InetSocketAddress of(String text, String rest) {
            Matcher matcher = HOST_PORT.matcher(rest);
            if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > 65535) {
                throw new IllegalArgumentException(
                        "is " + text + "; allowed: HOST:PORT, as in udp://127.0.0.1:5514");
            }
            String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            try {
                return new InetSocketAddress(
                        InetAddress.getByName(host), Integer.parseInt(matcher.group(3)));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException("is " + text + ": there is no host " + host, e);
            }
        }

        private Addresses() {}
    }
}
