package dev.weir.collector.input;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Takes the lines of a stream to its end, where the last needs no line feed.
final class StdinInput implements Input {
    private final InputStream in;
    private final MessageCutter cutter;
    private final Intake intake;
    private final Thread thread;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    StdinInput(InputConfig config, InputStream in, Intake intake) {
        this.in = in;
        this.cutter = new MessageCutter(config.framing(), config.lineBytes());
        this.intake = intake;
        // Nothing wakes a thread that reads standard input: it must not hold up the process's end.
        this.thread = Thread.ofPlatform().name("input-stdin").daemon().unstarted(this::run);
    }

    @Override
    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (cutter.read(in) >= 0) {
                while (cutter.next()) {
                    put();
                }
            }
            if (cutter.last()) {
                put();
            }
            ended.complete(null);
        } catch (IOException | MalformedFramingException | RuntimeException e) {
            boolean _ = ended.completeExceptionally(e);
        }
    }

    private void put() {
        boolean _ = intake.put(cutter.bytes(), cutter.from(), cutter.to(), cutter.isCut());
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
