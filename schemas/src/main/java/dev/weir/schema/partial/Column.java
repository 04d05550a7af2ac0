package dev.weir.schema.partial;

import org.capnproto.Data;

/// A column of a block where it lies in the block's bytes: a block is kept for a second or two, and
/// should not be kept twice.
///
/// @param bytes of the whole block
/// @param from where the column begins
/// @param size in bytes
@SuppressWarnings("ArrayRecordComponent") // never compared
record Column(byte[] bytes, int from, int size) {
    /// @throws IllegalArgumentException if it would end behind the block, which the library does not ask
    static Column of(Data.Reader data) {
        byte[] bytes = data.buffer.array();
        int from = data.buffer.arrayOffset() + data.offset;
        if (from < 0 || data.size() < 0 || data.size() > bytes.length - from) {
            throw new IllegalArgumentException("a column ends behind the block");
        }
        return new Column(bytes, from, data.size());
    }

    byte byteAt(int index) {
        return bytes[from + index];
    }

    int intAt(int index) {
        return Numbers.intAt(bytes, from + index * Integer.BYTES);
    }

    long longAt(int index) {
        return Numbers.longAt(bytes, from + index * Long.BYTES);
    }
}
