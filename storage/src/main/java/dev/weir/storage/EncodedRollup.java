package dev.weir.storage;

import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.RollupKey;

/// A rollup as it came from the topic: a store that keeps the bytes need not decode them.
///
/// @param key what it is the rollup of
/// @param message the Cap'n Proto message, key included
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record EncodedRollup(RollupKey key, byte[] message) {
    /// Reads the key of an encoded rollup.
    ///
    /// @throws dev.weir.schema.rollup.MalformedRollupException if the bytes are none
    public static EncodedRollup of(byte[] message) {
        return new EncodedRollup(RollupCodec.decodeKey(message), message);
    }
}
