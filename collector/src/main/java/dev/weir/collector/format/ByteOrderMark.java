package dev.weir.collector.format;

/// Takes the beginning of a file, gives where its text begins: some writers and editors put a byte
/// order mark before the first line.
public final class ByteOrderMark {
    private static final byte[] UTF_8 = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /// Where the text begins that stands in `[from, to)`, the very beginning of a file.
    public static int end(byte[] bytes, int from, int to) {
        return ByteScan.startsWith(bytes, from, to, UTF_8) ? from + UTF_8.length : from;
    }

    private ByteOrderMark() {}
}
