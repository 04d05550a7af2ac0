package dev.weir.cli.verify;

/// A window that the store does not have as the topic has it.
///
/// @param window which
/// @param isMissing whether the store has nothing of it
/// @param counter the first counter that differs, by its name in the API
/// @param inTopic its value in the topic
/// @param inStore its value in the store
public record Difference(
        Window window, boolean isMissing, String counter, long inTopic, long inStore) {}
