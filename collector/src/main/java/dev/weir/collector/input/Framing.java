package dev.weir.collector.input;

/// How the messages of a stream are told apart.
public enum Framing {
    /// Each message by itself: `LENGTH <PRI>…` is counted in octets (RFC 6587), anything else ends
    /// with a line feed or a NUL. The `<` is asked for because a log line, too, may begin with a
    /// number and a space.
    AUTO,

    /// `LENGTH MESSAGE`, also where the message has no priority; anything else is refused.
    OCTET,

    /// Each message ends with a line feed or a NUL.
    LINE,

    /// The lines of a file: each ends with a line feed, empty ones count, no byte is left out.
    TEXT
}
