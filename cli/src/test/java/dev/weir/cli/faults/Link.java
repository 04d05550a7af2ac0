package dev.weir.cli.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// The network between programs and the broker: takes connections on a port of its own and hands
/// them on, as long as it is whole.
final class Link implements AutoCloseable {
    /// What becomes of the bytes.
    enum State {
        WHOLE,
        /// Each piece comes late.
        SLOW,
        /// Requests arrive, their answers do not.
        ANSWERS_HELD,
        /// Nothing arrives, and nobody is told.
        STALLED,
        /// Connections are closed, and new ones refused.
        CUT
    }

    private static final int PIECE_BYTES = 16 << 10;
    private static final long SLOW_NANOS = 15_000_000;

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private State state = State.WHOLE;

    /// @param target the port on loopback to hand connections to
    Link(int target) throws IOException {
        this.target = target;
        server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("link").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    synchronized void become(State next) {
        state = next;
        notifyAll();
        if (next == State.CUT) {
            sockets.forEach(Link::closeQuietly);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                sockets.add(client);
                if (isCut()) {
                    closeQuietly(client);
                } else {
                    Thread.ofVirtual().start(() -> connect(client));
                }
            } catch (IOException e) {
                // Closed: the test is over.
                return;
            }
        }
    }

    private synchronized boolean isCut() {
        return state == State.CUT;
    }

    private void connect(Socket client) {
        try {
            Socket broker = new Socket();
            sockets.add(broker);
            broker.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            Thread.ofVirtual().start(() -> pump(client, broker, false));
            pump(broker, client, true);
        } catch (IOException e) {
            // The broker is away: so is this connection.
            closeQuietly(client);
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        byte[] piece = new byte[PIECE_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                if (awaitPassage(answers)) {
                    LockSupport.parkNanos(SLOW_NANOS);
                }
                out.write(piece, 0, count);
            }
        } catch (IOException e) {
            // Either end was killed, or the link cut: the other end is closed with it.
            sockets.remove(from);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private synchronized boolean awaitPassage(boolean answers) throws InterruptedException {
        while (state == State.STALLED || (answers && state == State.ANSWERS_HELD)) {
            wait();
        }
        return state == State.SLOW;
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        become(State.CUT);
    }
}
