package dev.weir.schema.rollup;

/// A rollup and what it is the rollup of.
///
/// @param key whose, of which window and part
/// @param rollup the aggregate
public record KeyedRollup(RollupKey key, Rollup rollup) {}
