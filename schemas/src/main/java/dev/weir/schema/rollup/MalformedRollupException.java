package dev.weir.schema.rollup;

/// Bytes are no rollup.
public final class MalformedRollupException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// Creates the exception with what is wrong.
    public MalformedRollupException(String reason) {
        super("rollup is malformed: " + reason);
    }

    /// Creates the exception with what is wrong and how it was found.
    public MalformedRollupException(String reason, Throwable cause) {
        super("rollup is malformed: " + reason, cause);
    }
}
