package dev.weir.schema.batch;

/// A field of a request whose value is a number, in the order of the wire.
public enum NumberField {
    /// Against the request before.
    TIME,
    /// Where the line starts, against what the request before lets expect.
    LINE,
    FLAGS,
    STATUS,
    UPSTREAM_STATUS,
    BYTES_SENT,
    BYTES_RECEIVED,
    /// In microseconds.
    DURATION,
    /// In microseconds.
    UPSTREAM_DURATION;

    static final NumberField[] ALL = values();
}
