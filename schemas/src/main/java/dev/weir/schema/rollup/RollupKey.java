package dev.weir.schema.rollup;

/// Which aggregate a rollup is: writing a rollup of the same key again replaces it.
///
/// @param customer the customer's name in the catalogue
/// @param tier the window's size
/// @param windowStart milliseconds since 1970-01-01T00:00Z
/// @param part tells the parts of one window apart; readers merge them
public record RollupKey(String customer, Tier tier, long windowStart, long part) {}
