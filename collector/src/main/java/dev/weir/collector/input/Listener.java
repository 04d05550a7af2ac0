package dev.weir.collector.input;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;

/// A bound socket that senders connect to.
interface Listener extends Closeable {
    /// A sender's connection.
    interface Connection extends Closeable {
        /// Makes it ready to be read. Reading from the stream may end with a
        /// [java.net.SocketTimeoutException] now and then, after which it goes on.
        InputStream open() throws IOException;
    }

    /// Waits for the next sender.
    Connection accept() throws IOException;

    /// Where it listens.
    SocketAddress address();
}
