package dev.weir.collector.input;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;

/// Listens on TCP, with or without TLS.
final class SocketListener implements Listener {
    private static final int BACKLOG = 128;

    /// How often a reader looks up while nothing comes.
    private static final int TICK_MILLIS = 500;

    private static final int HANDSHAKE_MILLIS = 10_000;

    /// A sender that is gone without a word is noticed after two minutes: 60 s + 4 × 15 s.
    private static final int KEEPALIVE_IDLE_SECONDS = 60;

    private static final int KEEPALIVE_INTERVAL_SECONDS = 15;
    private static final int KEEPALIVE_PROBES = 4;

    private final ServerSocket server;

    private SocketListener(ServerSocket server) {
        this.server = server;
    }

    /// Binds.
    ///
    /// @param tls for connections with TLS
    /// @param clientCertificates whether clients must show one
    static SocketListener bind(
            InetSocketAddress address, Optional<SSLContext> tls, boolean clientCertificates)
            throws IOException {
        ServerSocket server =
                tls.isPresent()
                        ? tls.get().getServerSocketFactory().createServerSocket()
                        : new ServerSocket();
        try {
            if (server instanceof SSLServerSocket secure) {
                secure.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
                secure.setNeedClientAuth(clientCertificates);
            }
            server.bind(address, BACKLOG);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        return new SocketListener(server);
    }

    @Override
    public Connection accept() throws IOException {
        return new SocketConnection(server.accept());
    }

    @Override
    public SocketAddress address() {
        return server.getLocalSocketAddress();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private record SocketConnection(Socket socket) implements Connection {
        @Override
        public InputStream open() throws IOException {
            socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEPALIVE_INTERVAL_SECONDS);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEPALIVE_PROBES);
            if (socket instanceof SSLSocket secure) {
                secure.setSoTimeout(HANDSHAKE_MILLIS);
                secure.startHandshake();
            }
            socket.setSoTimeout(TICK_MILLIS);
            return socket.getInputStream();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
