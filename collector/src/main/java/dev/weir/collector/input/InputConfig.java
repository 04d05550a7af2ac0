package dev.weir.collector.input;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// What an input is told.
///
/// @param name of the input, of its spool and in metrics
/// @param endpoint where its lines come from
/// @param framing how a stream's messages are told apart
/// @param strip whether a syslog header is taken off
/// @param lineBytes the longest line; a longer one is cut, a longer announced length refused
/// @param receiveBufferBytes what the kernel may hold of UDP that is not read yet
/// @param maxConnections of TCP, TLS and Unix sockets; more are closed at once
/// @param tls certificate and key; for TLS alone
/// @param spool how much disk its lines may take until they are acknowledged
public record InputConfig(
        String name,
        Endpoint endpoint,
        Framing framing,
        boolean strip,
        int lineBytes,
        int receiveBufferBytes,
        int maxConnections,
        Optional<TlsFiles> tls,
        SpoolLimits spool) {
    public static final int DEFAULT_LINE_BYTES = 64 << 10;
    public static final int MAX_LINE_BYTES = 1 << 20;
    public static final int DEFAULT_RECEIVE_BUFFER_BYTES = 4 << 20;
    public static final int DEFAULT_MAX_CONNECTIONS = 256;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,62}");

    /// Files of the operator for TLS, all PEM.
    ///
    /// @param certificate the server's, and those between it and its authority
    /// @param key the server's, as PKCS#8 without a password
    /// @param clientAuthorities who may sign clients; empty: clients need no certificate
    public record TlsFiles(Path certificate, Path key, Optional<Path> clientAuthorities) {}

    public InputConfig {
        if (!isName(name)
                || lineBytes < 1
                || lineBytes > MAX_LINE_BYTES
                || receiveBufferBytes < 1
                || maxConnections < 1) {
            throw new IllegalArgumentException("not an input: " + name);
        }
    }

    /// Whether this may be the name of an input: it is a directory, too.
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /// An input with defaults for everything else.
    public static InputConfig of(String name, Endpoint endpoint) {
        boolean isText = endpoint instanceof Endpoint.Stdin;
        return new InputConfig(
                name,
                endpoint,
                isText ? Framing.TEXT : Framing.AUTO,
                !isText,
                DEFAULT_LINE_BYTES,
                DEFAULT_RECEIVE_BUFFER_BYTES,
                DEFAULT_MAX_CONNECTIONS,
                Optional.empty(),
                SpoolLimits.DEFAULT);
    }

    /// The same with other limits of its spool.
    public InputConfig withSpool(SpoolLimits value) {
        return new InputConfig(
                name,
                endpoint,
                framing,
                strip,
                lineBytes,
                receiveBufferBytes,
                maxConnections,
                tls,
                value);
    }
}
