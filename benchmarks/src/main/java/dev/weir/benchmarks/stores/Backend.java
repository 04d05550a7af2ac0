package dev.weir.benchmarks.stores;

import dev.weir.storage.MetricStore;
import java.io.IOException;
import java.nio.file.Path;

/// A kind of store with the server it needs, on an empty directory of its own.
interface Backend extends AutoCloseable {
    /// For the table.
    String name();

    /// Opens the store; makes it the first time. Who opens it closes it.
    MetricStore open();

    /// Holds what was written; what a server writes beside it, such as a log of changes, is not there.
    Path files();

    /// With the store closed: has everything written out, and nothing in memory.
    void restart() throws IOException;

    @Override
    void close() throws IOException;
}
