package dev.weir.collector.input;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.util.Optional;
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
    private final Optional<ServerCredentials> tls;

    private SocketListener(ServerSocket server, Optional<ServerCredentials> tls) {
        this.server = server;
        this.tls = tls;
    }

    /// Binds.
    ///
    /// @param tls for connections with TLS
    static SocketListener bind(InetSocketAddress address, Optional<ServerCredentials> tls)
            throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.bind(address, BACKLOG);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        return new SocketListener(server, tls);
    }

    @Override
    public Connection accept() throws IOException {
        return new SocketConnection(server.accept(), tls);
    }

    @Override
    public SocketAddress address() {
        return server.getLocalSocketAddress();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /// The TLS socket, once there is one, closes the plain one with it.
    private record SocketConnection(Socket socket, Optional<ServerCredentials> tls)
            implements Connection {
        @Override
        public InputStream open() throws IOException {
            socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEPALIVE_INTERVAL_SECONDS);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEPALIVE_PROBES);
            if (tls.isEmpty()) {
                socket.setSoTimeout(TICK_MILLIS);
                return socket.getInputStream();
            }
            socket.setSoTimeout(HANDSHAKE_MILLIS);
            SSLSocket secure = secured(tls.get());
            secure.startHandshake();
            socket.setSoTimeout(TICK_MILLIS);
            return secure.getInputStream();
        }

        private SSLSocket secured(ServerCredentials credentials) throws IOException {
            // Without anything read before, this is the server's end.
            Socket layered =
                    credentials.current().getSocketFactory().createSocket(socket, null, true);
            if (!(layered instanceof SSLSocket secure)) {
                throw new IOException("this Java has no TLS");
            }
            secure.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            secure.setNeedClientAuth(credentials.asksClients());
            return secure;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
