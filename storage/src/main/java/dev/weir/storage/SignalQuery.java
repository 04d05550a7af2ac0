package dev.weir.storage;

import org.jspecify.annotations.Nullable;

/// Which signals to read: those that were open at some time in `[from, to)`, newest first.
///
/// @param customer whose; null for everybody's
/// @param from milliseconds since 1970-01-01T00:00Z
/// @param to milliseconds, exclusive
/// @param limit at most so many
public record SignalQuery(@Nullable String customer, long from, long to, int limit) {}
