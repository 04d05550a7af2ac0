package dev.weir.collector.format;

/// A host as a client named it, in lower case and without the port, in a buffer that is reused.
final class HostName {
    /// Longer than any name that DNS has (255 bytes); a longer one is an attack and is cut.
    private static final int MAX_BYTES = 512;

    final byte[] bytes = new byte[MAX_BYTES];
    final int from = 0;
    int to;

    void normalise(byte[] source, int start, int end) {
        int stop = Math.min(withoutPort(source, start, end), start + MAX_BYTES);
        for (int at = start; at < stop; at++) {
            byte value = source[at];
            bytes[at - start] = value >= 'A' && value <= 'Z' ? (byte) (value | 0x20) : value;
        }
        to = stop - start;
    }

    private static int withoutPort(byte[] source, int start, int end) {
        int at = end;
        while (at > start && source[at - 1] >= '0' && source[at - 1] <= '9') {
            at--;
        }
        if (at <= start || source[at - 1] != ':') {
            return end;
        }
        int colon = at - 1;
        boolean bare = ByteScan.indexOf(source, start, colon, (byte) ':') >= 0;
        // The colons of an IPv6 address without brackets are its own.
        return bare && source[start] != '[' ? end : colon;
    }
}
