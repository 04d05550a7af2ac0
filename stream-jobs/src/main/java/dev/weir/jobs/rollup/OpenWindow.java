package dev.weir.jobs.rollup;

import dev.weir.schema.rollup.Rollup;

/// A window that still takes requests. Times are of the wall clock, in milliseconds.
final class OpenWindow {
    final Rollup rollup;

    /// Tells this part of the window from others, opened before it or after it was closed.
    final long part;

    long updatedAt;
    long emittedAt;

    /// Whether it holds requests that were not yet emitted.
    boolean pending;

    /// Whether the signals' detectors have seen it.
    boolean settled;

    OpenWindow(Rollup rollup, long part) {
        this.rollup = rollup;
        this.part = part;
    }
}
