package dev.weir.storage;

/// A customer's sum of one counter over a range.
///
/// @param customer whose
/// @param total above 0
public record CustomerTotal(String customer, long total) {}
