package dev.weir.collector.input;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLException;

/// Takes the messages of senders that connect, each on a virtual thread. While the spool has no room
/// nothing is read: the senders wait.
///
/// A connection holds one message at most, and there is a limit on connections. A sender may be
/// silent for as long as it likes, but not in the middle of a message.
final class StreamInput implements Input {
    private static final Logger LOG = System.getLogger(StreamInput.class.getName());

    /// How long a message may take from its first byte to its last.
    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(60);

    /// After a connection could not be accepted: too many open files, perhaps.
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /// How long connections have to be read out at the end.
    private static final long DRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

    private final InputConfig config;
    private final Listener listener;
    private final Intake intake;
    private final InputMeter meter;
    private final Set<Listener.Connection> connections = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean closing;

    StreamInput(InputConfig config, Listener listener, Intake intake, InputMeter meter) {
        this.config = config;
        this.listener = listener;
        this.intake = intake;
        this.meter = meter;
    }

    @Override
    public void start() {
        Thread.ofVirtual().name("input-" + config.name()).start(this::acceptAll);
    }

    private void acceptAll() {
        String lastTrouble = "";
        while (!closing) {
            try {
                accept(listener.accept());
                lastTrouble = "";
            } catch (IOException e) {
                if (!closing && !e.toString().equals(lastTrouble)) {
                    lastTrouble = e.toString();
                    LOG.log(Level.ERROR, "input {0} cannot accept: {1}", config.name(), e);
                }
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    private void accept(Listener.Connection connection) throws IOException {
        if (connections.size() >= config.maxConnections()) {
            meter.closedConnection("limit");
            connection.close();
            return;
        }
        connections.add(connection);
        meter.connections().set(connections.size());
        Thread.ofVirtual()
                .name("input-" + config.name() + "-sender")
                .start(() -> serve(connection));
    }

    private void serve(Listener.Connection connection) {
        MessageCutter cutter = new MessageCutter(config.framing(), config.lineBytes());
        try (connection) {
            read(connection.open(), cutter);
        } catch (MalformedFramingException e) {
            meter.closedConnection("framing");
            LOG.log(
                    Level.WARNING,
                    "input {0} closed a connection: {1}",
                    config.name(),
                    e.getMessage());
        } catch (SSLException e) {
            meter.closedConnection("tls");
            LOG.log(
                    Level.INFO,
                    "input {0} closed a connection: {1}",
                    config.name(),
                    e.getMessage());
        } catch (IOException e) {
            meter.closedConnection("broken");
        } finally {
            if (cutter.isInMessage()) {
                meter.received(0);
                meter.dropped("torn", 1);
            }
            connections.remove(connection);
            meter.connections().set(connections.size());
        }
    }

    private void read(InputStream in, MessageCutter cutter)
            throws IOException, MalformedFramingException {
        long messageSince = System.nanoTime();
        int count = 0;
        while (count >= 0) {
            try {
                count = cutter.read(in);
            } catch (SocketTimeoutException e) {
                count = 0;
                if (closing) {
                    return;
                }
            }
            if (takeAll(cutter) || !cutter.isInMessage()) {
                messageSince = System.nanoTime();
            } else if (count >= 0 && System.nanoTime() - messageSince > SLOW_NANOS) {
                meter.closedConnection("slow");
                return;
            }
        }
        if (cutter.last()) {
            put(cutter);
        }
    }

    /// Gives whether there was any message.
    private boolean takeAll(MessageCutter cutter) throws MalformedFramingException {
        boolean any = false;
        while (cutter.next()) {
            put(cutter);
            any = true;
        }
        return any;
    }

    /// What a closed spool refuses is counted as dropped, so this goes on through what was read.
    private void put(MessageCutter cutter) {
        boolean _ = intake.put(cutter.bytes(), cutter.from(), cutter.to(), cutter.isCut());
    }

    @Override
    public Optional<SocketAddress> address() {
        return Optional.of(listener.address());
    }

    @Override
    public CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public void close() {
        closing = true;
        close(listener);
        long deadline = System.nanoTime() + DRAIN_NANOS;
        while (!connections.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        connections.forEach(this::close);
    }

    private void close(java.io.Closeable what) {
        try {
            what.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "input {0} was not closed: {1}", config.name(), e);
        }
    }
}
