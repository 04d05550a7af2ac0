package dev.weir.collector.input;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Takes datagrams, each one message. Senders do not wait: what finds no room is dropped, before the
/// spool or already in the kernel, and counted either way.
final class UdpInput implements Input {
    private static final Logger LOG = System.getLogger(UdpInput.class.getName());

    /// No datagram is longer.
    private static final int DATAGRAM_BYTES = 64 << 10;

    /// A kernel that drops again and again is spoken of only so often.
    private static final long SAY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final long JOIN_MILLIS = 2000;

    private final String name;
    private final Intake intake;
    private final InputMeter meter;
    private final DatagramChannel channel;
    private final Selector selector;
    private final InetSocketAddress local;
    private final Thread thread;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean closing;
    private long dropsSeen;
    private long saidAt = System.nanoTime() - 2 * SAY_NANOS;

    /// Opens and binds the socket.
    UdpInput(InputConfig config, InetSocketAddress address, Intake intake, InputMeter meter)
            throws IOException {
        this.name = config.name();
        this.intake = intake;
        this.meter = meter;
        // The family decides in which of its tables the kernel counts.
        channel =
                DatagramChannel.open(
                        address.getAddress() instanceof Inet4Address
                                ? StandardProtocolFamily.INET
                                : StandardProtocolFamily.INET6);
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, config.receiveBufferBytes());
            channel.bind(address);
            channel.configureBlocking(false);
            selector = Selector.open();
            SelectionKey _ = channel.register(selector, SelectionKey.OP_READ);
            local = new InetSocketAddress(address.getAddress(), bound(channel).getPort());
            sayGranted(config.receiveBufferBytes());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        thread = Thread.ofPlatform().name("input-" + name).daemon().unstarted(this::run);
    }

    private static InetSocketAddress bound(DatagramChannel channel) throws IOException {
        if (channel.getLocalAddress() instanceof InetSocketAddress address) {
            return address;
        }
        throw new IOException("the socket is not bound");
    }

    private void sayGranted(int asked) throws IOException {
        int granted = channel.getOption(StandardSocketOptions.SO_RCVBUF);
        if (granted < asked) {
            LOG.log(
                    Level.WARNING,
                    "input {0}: the kernel grants a receive buffer of {1} bytes of the {2} asked"
                            + " for; raise net.core.rmem_max",
                    name,
                    granted,
                    asked);
        }
    }

    @Override
    public void start() {
        thread.start();
    }

    private void run() {
        byte[] bytes = new byte[DATAGRAM_BYTES];
        ByteBuffer buffer = ByteBuffer.allocateDirect(DATAGRAM_BYTES);
        try {
            while (true) {
                SocketAddress sender = channel.receive(buffer.clear());
                if (sender != null) {
                    buffer.flip();
                    int length = buffer.remaining();
                    buffer.get(bytes, 0, length);
                    boolean _ = intake.put(bytes, 0, withoutEnd(bytes, length), false);
                } else if (closing) {
                    return;
                } else {
                    selector.select();
                    selector.selectedKeys().clear();
                }
            }
        } catch (IOException | RuntimeException e) {
            boolean _ = ended.completeExceptionally(e);
        }
    }

    /// Some senders end the message of a datagram as they would in a stream.
    private static int withoutEnd(byte[] bytes, int length) {
        int end = length;
        while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == 0)) {
            end--;
        }
        if (end > 0 && end < length && bytes[end - 1] == '\r') {
            end--;
        }
        return end;
    }

    @Override
    public synchronized void look() {
        KernelDrops.of(local)
                .ifPresent(drops -> {
                    // The kernel counts in 32 bits.
                    long fresh = (drops - dropsSeen) & 0xffff_ffffL;
                    dropsSeen = drops;
                    if (fresh > 0) {
                        meter.kernelDrops().inc(fresh);
                        sayDropped(fresh);
                    }
                });
    }

    private void sayDropped(long count) {
        if (System.nanoTime() - saidAt > SAY_NANOS) {
            saidAt = System.nanoTime();
            LOG.log(
                    Level.WARNING,
                    "input {0}: the kernel dropped {1} datagrams that came faster than they were"
                            + " read; a greater receive_buffer bridges longer bursts",
                    name,
                    count);
        }
    }

    @Override
    public Optional<SocketAddress> address() {
        return Optional.of(local);
    }

    @Override
    public CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        try {
            if (thread.isAlive()) {
                thread.join(JOIN_MILLIS);
            }
            look();
            selector.close();
            channel.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "input {0} was not closed: {1}", name, e);
        }
    }
}
