package dev.weir.schema.rollup;

/// What a rollup holds in the form of a sketch: an estimate with a bound, which merges.
public enum Sketch {
    /// [Rollup#latency].
    LATENCY,
    /// [Rollup#originLatency].
    ORIGIN_LATENCY,
    /// [Rollup#uniqueClients].
    UNIQUE_CLIENTS
}
