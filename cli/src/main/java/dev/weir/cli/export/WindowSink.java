package dev.weir.cli.export;

import java.io.IOException;

/// Takes windows, writes them in a format. Closing it ends the format, too: after a failure what was
/// written is worth nothing.
interface WindowSink extends AutoCloseable {
    /// Writes one.
    void write(ExportedWindow window) throws IOException;

    @Override
    void close() throws IOException;
}
