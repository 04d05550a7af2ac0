package dev.weir.collector.format;

/// What became of a line.
public enum ParseResult {
    /// The encoder holds the line's request.
    ACCEPTED(""),
    /// The line's offset or time is too far from the open batch's: it belongs to a new one.
    NEXT_BATCH(""),
    /// The format's fixed text, or a number or time where the format has one, is not there.
    NO_MATCH("no_match"),
    /// The line looks like the format, but its time does not exist.
    BAD_TIME("bad_time"),
    /// There is nothing on the line.
    EMPTY("empty");

    private final String reason;

    ParseResult(String reason) {
        this.reason = reason;
    }

    /// Why the line is rejected, as metrics and the ledger name it; empty if it is not.
    public String reason() {
        return reason;
    }
}
