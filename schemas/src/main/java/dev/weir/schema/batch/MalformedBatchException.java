package dev.weir.schema.batch;

/// A message is no request batch: says what is wrong and at which byte of the message.
public final class MalformedBatchException extends Exception {
    private static final long serialVersionUID = 1;

    private final long byteOffset;

    /// Creates the exception for what was found at `byteOffset` of the message.
    public MalformedBatchException(long byteOffset, String reason) {
        super("batch is malformed at byte " + byteOffset + ": " + reason);
        this.byteOffset = byteOffset;
    }

    /// Where in the message the fault lies.
    public long byteOffset() {
        return byteOffset;
    }
}
