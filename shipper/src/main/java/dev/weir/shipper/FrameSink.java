package dev.weir.shipper;

import java.time.Duration;

/// Where frames go. After it reported one failure a sink is of no more use: it must not let any
/// later frame through, it fails what it still holds, and the shipper opens another.
///
/// That rule keeps a source in order: a later batch must not overtake one that failed, or the
/// reader would take it for a gap and the resent one for a repeat.
public interface FrameSink extends AutoCloseable {
    /// Says what became of one frame; called once per frame, from any thread.
    interface Outcome {
        /// The frame is stored, as safely as the sink can.
        void acknowledged();

        /// It is not, or nobody knows.
        void failed(RetryDecision decision);
    }

    /// Sends a frame behind all earlier ones of its source. May block for a while when the other
    /// end is slow.
    void send(String sourceId, byte[] frame, Outcome outcome);

    /// Stops, and waits at most `timeout` for what was sent. Every outcome has been told when this
    /// returns.
    void close(Duration timeout);

    @Override
    default void close() {
        close(Duration.ZERO);
    }
}
