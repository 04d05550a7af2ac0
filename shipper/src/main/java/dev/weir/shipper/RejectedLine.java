package dev.weir.shipper;

/// A line that is no request in its source's format.
///
/// @param sourceId the file generation
/// @param offset position of the line's first byte in the source
/// @param reason why it was rejected
/// @param line the line's bytes, whole
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record RejectedLine(String sourceId, long offset, String reason, byte[] line) {}
