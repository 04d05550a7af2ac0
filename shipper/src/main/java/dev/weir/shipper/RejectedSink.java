package dev.weir.shipper;

/// Where samples of rejected lines go: best effort, in any order.
public interface RejectedSink extends AutoCloseable {
    /// Sends one sample and waits for it, a few seconds at most.
    ///
    /// @return whether it was stored
    boolean send(RejectedLine line) throws InterruptedException;

    @Override
    void close();
}
