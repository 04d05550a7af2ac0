package dev.weir.benchmarks.peers;

import java.io.IOException;

/// Something that reads an access log.
interface Peer {
    /// As it stands in the table.
    String name();

    /// Why it cannot run here; empty if it can.
    String missing();

    /// Reads the log once, on one core.
    ///
    /// @throws IOException if it fails, or does not say of as many lines as there are that it has
    ///     read them
    Measured run(PeerLog log) throws IOException, InterruptedException;
}
