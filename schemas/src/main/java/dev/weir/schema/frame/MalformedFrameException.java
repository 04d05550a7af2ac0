package dev.weir.schema.frame;

/// Bytes are no frame: says what is wrong and at which byte.
public final class MalformedFrameException extends Exception {
    private static final long serialVersionUID = 1;

    private final long byteOffset;

    /// Creates the exception for what was found at `byteOffset` of the frame.
    public MalformedFrameException(long byteOffset, String reason) {
        super("frame is malformed at byte " + byteOffset + ": " + reason);
        this.byteOffset = byteOffset;
    }

    /// Where in the frame the fault lies.
    public long byteOffset() {
        return byteOffset;
    }
}
