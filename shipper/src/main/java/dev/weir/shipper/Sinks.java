package dev.weir.shipper;

/// Opens the sinks that a shipper sends to.
public interface Sinks {
    /// Thrown where a sink cannot be opened; says whether waiting can help.
    final class NotOpenedException extends Exception {
        private static final long serialVersionUID = 1;

        private final transient RetryDecision decision;

        /// Creates the exception with what to do about it.
        public NotOpenedException(RetryDecision decision, Throwable cause) {
            super(decision.reason(), cause);
            this.decision = decision;
        }

        /// What to do about it.
        public RetryDecision decision() {
            return decision;
        }
    }

    /// Whether what sinks are opened with is not what it was when a sink for frames was last opened:
    /// its certificate was renewed, for example.
    default boolean hasChanged() {
        return false;
    }

    /// A new sink for frames.
    FrameSink openFrames() throws NotOpenedException;

    /// A new sink for rejected lines.
    RejectedSink openRejected() throws NotOpenedException;

    /// A new sink for the ledger.
    LedgerSink openLedger() throws NotOpenedException;
}
