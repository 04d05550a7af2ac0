package dev.weir.schema.rollup;

/// One request that carried an attack, kept as evidence.
///
/// @param time event time, milliseconds since 1970-01-01T00:00Z
/// @param threat "sqli", "xss" or "traversal"
/// @param client the client's address, "" if the log has none
/// @param target the request target, cut at [#MAX_TARGET_CHARS]
public record ThreatSample(long time, String threat, String client, String target) {
    /// Longer targets are cut: evidence must not grow a rollup without bound.
    public static final int MAX_TARGET_CHARS = 512;

    /// Cuts the target.
    public ThreatSample {
        target = CutText.to(MAX_TARGET_CHARS, target);
    }
}
