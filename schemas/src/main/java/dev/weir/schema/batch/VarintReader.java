package dev.weir.schema.batch;

/// Takes a range of bytes, gives the varints in it, one after the other.
final class VarintReader {
    private byte[] bytes = new byte[0];
    private int at;
    private int end;

    /// Points the reader at the range that begins at `from`.
    void open(byte[] source, int from, int length) {
        bytes = source;
        at = from;
        end = from + length;
    }

    /// The next number.
    ///
    /// @throws MalformedBatchException if the range ends before the number, or if it has more than
    ///     64 bits
    long next() throws MalformedBatchException {
        if (at < end && bytes[at] >= 0) {
            return bytes[at++];
        }
        long number = 0;
        for (int shift = 0; shift < 7 * Varint.MAX_BYTES; shift += 7) {
            if (at >= end) {
                throw new MalformedBatchException(at, "a number is cut off");
            }
            long group = bytes[at++];
            number |= (group & 0x7F) << shift;
            if (group >= 0) {
                return number;
            }
        }
        throw new MalformedBatchException(at, "a number has more than 64 bits");
    }

    boolean isAtEnd() {
        return at == end;
    }

    /// Where the next number starts.
    int position() {
        return at;
    }
}
