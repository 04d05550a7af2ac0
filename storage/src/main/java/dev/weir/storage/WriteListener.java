package dev.weir.storage;

import java.util.List;

/// Hears of rollups once the store has them: what a live view shows.
@FunctionalInterface
public interface WriteListener {
    /// Takes the rollups of the finest tier that were just written, each key once. It is called on
    /// the writing thread and must return at once; what it throws is logged and passed over.
    ///
    /// After the writer was away, these are old windows first.
    void onRollups(List<EncodedRollup> rollups);
}
