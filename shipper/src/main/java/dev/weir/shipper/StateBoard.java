package dev.weir.shipper;

import java.lang.System.Logger.Level;

/// Holds the state for whoever asks; says each change once, in the log and as a metric.
///
/// Written by one thread at a time: the ship thread, after it was started.
final class StateBoard {
    private static final System.Logger LOG = System.getLogger(StateBoard.class.getName());

    private final ShipperMetrics metrics;
    private volatile ShipperState state = new ShipperState.Starting();

    StateBoard(ShipperMetrics metrics) {
        this.metrics = metrics;
        metrics.entered(state, state);
    }

    ShipperState state() {
        return state;
    }

    void enter(ShipperState next) {
        ShipperState before = state;
        if (before.equals(next)) {
            return;
        }
        state = next;
        metrics.entered(before, next);
        boolean another = !before.label().equals(next.label());
        switch (next) {
            case ShipperState.BackingOff(String reason, _, _) -> {
                if (another) {
                    LOG.log(Level.WARNING, "shipping waits: {0}", reason);
                }
            }
            case ShipperState.Failed(String reason, _) -> {
                if (another) {
                    LOG.log(Level.ERROR, "shipping failed: {0}", reason);
                }
            }
            case ShipperState.Closed(int unacknowledged) -> {
                if (unacknowledged > 0) {
                    LOG.log(
                            Level.WARNING,
                            "shipping ended with {0} batches unacknowledged; their lines are read"
                                    + " again at the next start",
                            unacknowledged);
                }
            }
            case ShipperState.Shipping _ -> {
                if (!(before instanceof ShipperState.Starting)) {
                    LOG.log(Level.INFO, "shipping again");
                }
            }
            case ShipperState.Starting _, ShipperState.Draining _ -> {}
        }
    }
}
