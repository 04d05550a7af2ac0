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
    /// The line is of the log, but tells of something else than a request: a server that went down,
    /// a TLS handshake that failed.
    NO_REQUEST("no_request"),
    /// The line tells of a connection that carried something else than HTTP.
    NOT_HTTP("not_http"),
    /// The line tells how the ones behind it read: `#Fields: date time …`.
    DIRECTIVE("directive"),
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
