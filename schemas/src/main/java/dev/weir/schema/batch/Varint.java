package dev.weir.schema.batch;

/// Numbers in groups of seven bits, the lowest first; the highest bit of a byte says that another
/// one follows. A number is taken as unsigned.
///
/// Source: <https://protobuf.dev/programming-guides/encoding/#varints>.
final class Varint {
    static final int MAX_BYTES = 10;

    /// How many bytes a number takes.
    static int size(long number) {
        return (Long.SIZE - Long.numberOfLeadingZeros(number | 1) + 6) / 7;
    }

    /// Writes a number; gives the position after it.
    static int put(long number, byte[] target, int at) {
        long rest = number;
        int next = at;
        while ((rest & ~0x7FL) != 0) {
            target[next++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        target[next++] = (byte) rest;
        return next;
    }

    /// Numbers are kept small whatever their sign: 0, -1, 1, -2 … become 0, 1, 2, 3 ….
    static long zigzag(long number) {
        return (number << 1) ^ (number >> 63);
    }

    /// Undoes [#zigzag].
    static long unzigzag(long number) {
        return (number >>> 1) ^ -(number & 1);
    }

    private Varint() {}
}
