package dev.weir.collector.input;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Takes the lines of a stream to its end, where the last needs no line feed.
final class StdinInput implements Input {
    private static final Logger LOG = System.getLogger(StdinInput.class.getName());

    private final InputStream in;
    private final MessageCutter cutter;
    private final Intake intake;
    private final InputMeter meter;
    private final Thread thread;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    StdinInput(InputConfig config, InputStream in, Intake intake, InputMeter meter) {
        this.in = in;
        this.cutter = new MessageCutter(config.framing(), config.lineBytes());
        this.intake = intake;
        this.meter = meter;
        // Nothing wakes a thread that reads standard input: it must not hold up the process's end.
        this.thread = Thread.ofPlatform().name("input-stdin").daemon().unstarted(this::run);
    }

    @Override
    public void start() {
        thread.start();
    }

    private void run() {
        try {
            if (readAll()) {
                ended.complete(null);
            }
        } catch (IOException | MalformedFramingException e) {
            LOG.log(Level.ERROR, "standard input cannot be read any more: {0}", e);
            meter.closedConnection("broken");
            ended.complete(null);
        }
    }

    /// Gives false if it was closed before the end.
    private boolean readAll() throws IOException, MalformedFramingException {
        while (cutter.read(in) >= 0) {
            while (cutter.next()) {
                if (!intake.put(cutter.bytes(), cutter.from(), cutter.to(), cutter.isCut())) {
                    return false;
                }
            }
        }
        return !cutter.last()
                || intake.put(cutter.bytes(), cutter.from(), cutter.to(), cutter.isCut());
    }

    @Override
    public Optional<SocketAddress> address() {
        return Optional.empty();
    }

    @Override
    public CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public void close() {
        // The spool refuses what comes after this; what it refuses is counted.
    }
}
