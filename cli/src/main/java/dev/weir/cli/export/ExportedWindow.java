package dev.weir.cli.export;

import dev.weir.schema.rollup.Rollup;

/// A row.
///
/// @param customer whose
/// @param start milliseconds since 1970-01-01T00:00Z
/// @param rollup what is kept of the window
record ExportedWindow(String customer, long start, Rollup rollup) {}
