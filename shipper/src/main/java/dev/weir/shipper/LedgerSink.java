package dev.weir.shipper;

import dev.weir.schema.source.SourceLines;
import java.util.List;

/// Where goes what is said of the lines of each source; the newest of a source counts.
public interface LedgerSink extends AutoCloseable {
    /// Sends all and waits for it, some seconds at most.
    ///
    /// @return whether all of it was stored
    boolean send(List<SourceLines> lines) throws InterruptedException;

    @Override
    void close();
}
