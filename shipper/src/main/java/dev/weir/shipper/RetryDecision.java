package dev.weir.shipper;

/// What to do about a batch that did not get through. A batch is never given up, so every decision
/// is to send it again; they differ in how soon, and in how large pieces.
public sealed interface RetryDecision {
    /// A short name of the cause, for counting: "timeout", "authorization".
    String cause();

    /// One sentence for a person.
    String reason();

    /// The cause may pass by itself: again soon, and ever less often.
    ///
    /// @param cause a short name, for counting
    /// @param reason one sentence
    record Soon(String cause, String reason) implements RetryDecision {}

    /// Somebody has to change something first: again now and then, to notice when they did.
    ///
    /// @param cause a short name, for counting
    /// @param reason one sentence that says what to change
    record AfterRepair(String cause, String reason) implements RetryDecision {}

    /// It is too large: again at once in smaller batches; as [AfterRepair] if there are none.
    ///
    /// @param cause a short name, for counting
    /// @param reason one sentence that says what to change, if it cannot be made smaller
    record InParts(String cause, String reason) implements RetryDecision {}
}
