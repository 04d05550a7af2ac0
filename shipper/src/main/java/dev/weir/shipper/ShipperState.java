package dev.weir.shipper;

import java.time.Instant;

/// What a shipper is doing.
///
/// ```
/// Starting ──► Shipping ◄──► BackingOff
///                 ▲  │  ◄──► Failed
///                 │  ▼
///              Draining ──► Closed
/// ```
public sealed interface ShipperState {
    /// A short name, for the metric: "shipping".
    default String label() {
        return switch (this) {
            case Starting _ -> "starting";
            case Shipping _ -> "shipping";
            case BackingOff _ -> "backing_off";
            case Failed _ -> "failed";
            case Draining _ -> "draining";
            case Closed _ -> "closed";
        };
    }

    /// Created, not yet connected.
    record Starting() implements ShipperState {}

    /// Sending; Kafka acknowledges.
    record Shipping() implements ShipperState {}

    /// Kafka does not take batches, which may pass by itself.
    ///
    /// @param reason one sentence
    /// @param since when it began
    /// @param attempt how often it was tried since then; 0 while the first try is still under way
    record BackingOff(String reason, Instant since, int attempt) implements ShipperState {}

    /// Kafka refuses a batch until somebody changes something. Nothing is lost: the shipper holds
    /// what it has, takes no more than its budget, and tries again now and then.
    ///
    /// @param reason one sentence that says what to change
    /// @param since when it began
    record Failed(String reason, Instant since) implements ShipperState {}

    /// Takes no more batches, waits for the last acknowledgements.
    record Draining() implements ShipperState {}

    /// Ended.
    ///
    /// @param unacknowledged batches that Kafka had not acknowledged; their lines are read again
    ///     from the checkpoint after a restart
    record Closed(int unacknowledged) implements ShipperState {}
}
