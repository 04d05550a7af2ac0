package dev.weir.collector.input;

import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Takes lines from outside and gives them to an [Intake], on threads of its own.
interface Input extends AutoCloseable {
    /// Begins to read. Before, what is sent waits in the kernel.
    void start();

    /// Where it listens; empty: nowhere.
    Optional<SocketAddress> address();

    /// Completes when nothing more can come: at the end of standard input; exceptionally if it cannot
    /// be read any more.
    CompletableFuture<Void> ended();

    /// Counts what it must look for to know it; called now and then.
    default void look() {}

    /// Takes what the kernel has already accepted as far as that can be read at once, then stops.
    @Override
    void close();
}
