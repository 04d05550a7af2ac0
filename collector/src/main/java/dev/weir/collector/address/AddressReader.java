package dev.weir.collector.address;

/// Takes the text of one address, gives its 4 or 16 bytes. Ports, brackets and zones are passed
/// over; an IPv4 address that is mapped into IPv6 (`::ffff:192.0.2.7`) is the IPv4 address.
final class AddressReader {
    static final int IPV4_BYTES = 4;
    static final int IPV6_BYTES = 16;

    /// Reads the address in `[from, to)`.
    ///
    /// @param raw takes the bytes, from `raw[at]` on; 16 must fit
    /// @return 4 or 16; 0 if the text is no address
    static int read(byte[] text, int from, int to, byte[] raw, int at) {
        if (from < to && text[from] == '[') {
            int bracket = indexOf(text, from, to, (byte) ']');
            boolean whole = bracket + 1 == to || isPort(text, bracket + 1, to);
            return bracket < to && whole ? ipv6(text, from + 1, bracket, raw, at) : 0;
        }
        int colon = indexOf(text, from, to, (byte) ':');
        if (colon == to) {
            return ipv4(text, from, to, raw, at) ? IPV4_BYTES : 0;
        }
        if (indexOf(text, colon + 1, to, (byte) ':') == to) {
            return isPort(text, colon, to) && ipv4(text, from, colon, raw, at) ? IPV4_BYTES : 0;
        }
        return ipv6(text, from, to, raw, at);
    }

    private static int indexOf(byte[] text, int from, int to, byte value) {
        int at = from;
        while (at < to && text[at] != value) {
            at++;
        }
        return at;
    }

    /// Whether `[from, to)` is a colon and a port.
    private static boolean isPort(byte[] text, int from, int to) {
        int digits = to - from - 1;
        if (digits < 1 || digits > 5 || text[from] != ':') {
            return false;
        }
        for (int at = from + 1; at < to; at++) {
            if (text[at] < '0' || text[at] > '9') {
                return false;
            }
        }
        return true;
    }

    /// Reads four decimal numbers; none with a leading zero, which some read as octal.
    private static boolean ipv4(byte[] text, int from, int to, byte[] raw, int rawAt) {
        int at = from;
        for (int part = 0; part < IPV4_BYTES; part++) {
            int value = 0;
            int start = at;
            while (at < to && at - start < 3 && text[at] >= '0' && text[at] <= '9') {
                value = value * 10 + text[at++] - '0';
            }
            boolean leadingZero = at - start > 1 && text[start] == '0';
            if (at == start || value > 255 || leadingZero) {
                return false;
            }
            raw[rawAt + part] = (byte) value;
            boolean last = part == IPV4_BYTES - 1;
            if (last ? at != to : at == to || text[at++] != '.') {
                return false;
            }
        }
        return true;
    }

    private static int ipv6(byte[] text, int from, int end, byte[] raw, int rawAt) {
        int zone = indexOf(text, from, end, (byte) '%');
        int to = zone;
        if (zone + 1 == end) {
            return 0;
        }
        int length = 0;
        int gap = -1;
        int at = from;
        if (to - from >= 2 && text[from] == ':' && text[from + 1] == ':') {
            gap = 0;
            at = from + 2;
        }
        while (at < to) {
            int group = indexOf(text, at, to, (byte) ':');
            boolean dotted = indexOf(text, at, group, (byte) '.') < group;
            if (dotted) {
                if (group != to || length > 12 || !ipv4(text, at, to, raw, rawAt + length)) {
                    return 0;
                }
                length += IPV4_BYTES;
                at = to;
                continue;
            }
            int value = group(text, at, group);
            if (value < 0 || length == IPV6_BYTES) {
                return 0;
            }
            raw[rawAt + length++] = (byte) (value >> 8);
            raw[rawAt + length++] = (byte) value;
            at = group;
            if (at == to) {
                continue;
            }
            at++; // the colon
            if (at == to) {
                return 0; // a single colon at the end
            }
            if (text[at] == ':') {
                if (gap >= 0) {
                    return 0;
                }
                gap = length;
                at++;
            }
        }
        return spread(raw, rawAt, length, gap) ? unmapped(raw, rawAt) : 0;
    }

    private static int group(byte[] text, int from, int to) {
        if (from == to || to - from > 4) {
            return -1;
        }
        int value = 0;
        for (int at = from; at < to; at++) {
            int digit = Character.digit(text[at], 16);
            if (digit < 0) {
                return -1;
            }
            value = (value << 4) | digit;
        }
        return value;
    }

    /// Moves what stands behind `::` to the end, and fills the gap with zeros.
    private static boolean spread(byte[] raw, int rawAt, int length, int gap) {
        if (gap < 0) {
            return length == IPV6_BYTES;
        }
        if (length > IPV6_BYTES - 2) {
            return false;
        }
        int behind = length - gap;
        System.arraycopy(raw, rawAt + gap, raw, rawAt + IPV6_BYTES - behind, behind);
        for (int at = gap; at < IPV6_BYTES - behind; at++) {
            raw[rawAt + at] = 0;
        }
        return true;
    }

    private static int unmapped(byte[] raw, int rawAt) {
        for (int at = 0; at < 10; at++) {
            if (raw[rawAt + at] != 0) {
                return IPV6_BYTES;
            }
        }
        if (raw[rawAt + 10] != -1 || raw[rawAt + 11] != -1) {
            return IPV6_BYTES;
        }
        System.arraycopy(raw, rawAt + 12, raw, rawAt, IPV4_BYTES);
        return IPV4_BYTES;
    }

    private AddressReader() {}
}
