package dev.weir.schema.batch;

/// A closed batch on its way from a collector to a shipper.
///
/// The message is a Cap'n Proto message in the first [#messageLength] bytes of [#message]; the
/// array belongs to the receiver from here on.
///
/// @param sourceId the file generation, and the key of the Kafka record
/// @param firstOffset position in the source of the first byte covered
/// @param endOffset position after the last byte covered
/// @param requestCount how many requests it holds
/// @param message holds the message from its first byte
/// @param messageLength the message's length in bytes
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record EncodedBatch(
        String sourceId,
        long firstOffset,
        long endOffset,
        int requestCount,
        byte[] message,
        int messageLength) {}
