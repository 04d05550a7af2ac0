package dev.weir.storage;

import dev.weir.schema.rollup.Rollup;

/// The merge of all parts of one window.
///
/// @param windowStart milliseconds since 1970-01-01T00:00Z
/// @param rollup the reader's own: it may merge it further
public record WindowRollup(long windowStart, Rollup rollup) {}
