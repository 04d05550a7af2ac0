package dev.weir.storage;

import java.util.List;

/// A store whose retention drops whole periods, and which can say what it holds of them.
public interface PeriodicStore extends MetricStore {
    /// The periods that hold rollups, by tier and time.
    List<StoredPeriod> periods();
}
