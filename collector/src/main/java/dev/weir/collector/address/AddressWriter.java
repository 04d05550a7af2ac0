package dev.weir.collector.address;

/// Takes the 4 or 16 bytes of an address, gives its canonical text (RFC 5952).
final class AddressWriter {
    private static final byte[] HEX = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    /// Writes the address in `raw[rawAt …]` to `text`, from `at` on.
    ///
    /// @param length 4 or 16
    /// @return where the text ends
    static int write(byte[] raw, int rawAt, int length, byte[] text, int at) {
        return length == AddressReader.IPV4_BYTES
                ? ipv4(raw, rawAt, text, at)
                : ipv6(raw, rawAt, text, at);
    }

    private static int ipv4(byte[] raw, int rawAt, byte[] text, int from) {
        int at = from;
        for (int part = 0; part < AddressReader.IPV4_BYTES; part++) {
            if (part > 0) {
                text[at++] = '.';
            }
            int value = raw[rawAt + part] & 0xFF;
            if (value >= 100) {
                text[at++] = HEX[value / 100];
            }
            if (value >= 10) {
                text[at++] = HEX[value / 10 % 10];
            }
            text[at++] = HEX[value % 10];
        }
        return at;
    }

    private static int ipv6(byte[] raw, int rawAt, byte[] text, int from) {
        int gap = longestRunOfZeros(raw, rawAt);
        int gapEnd = gap < 0 ? -1 : endOfRun(raw, rawAt, gap);
        int at = from;
        int group = 0;
        while (group < 8) {
            if (group == gap) {
                text[at++] = ':';
                text[at++] = ':';
                group = gapEnd;
                continue;
            }
            if (group > 0 && group != gapEnd) {
                text[at++] = ':';
            }
            at = hex(group(raw, rawAt, group), text, at);
            group++;
        }
        return at;
    }

    private static int group(byte[] raw, int rawAt, int group) {
        return ((raw[rawAt + 2 * group] & 0xFF) << 8) | (raw[rawAt + 2 * group + 1] & 0xFF);
    }

    private static int endOfRun(byte[] raw, int rawAt, int start) {
        int end = start;
        while (end < 8 && group(raw, rawAt, end) == 0) {
            end++;
        }
        return end;
    }

    /// The first of the longest runs of at least two zero groups; -1 if there is none.
    private static int longestRunOfZeros(byte[] raw, int rawAt) {
        int best = -1;
        int bestLength = 1;
        int group = 0;
        while (group < 8) {
            int end = endOfRun(raw, rawAt, group);
            if (end - group > bestLength) {
                best = group;
                bestLength = end - group;
            }
            group = end + 1;
        }
        return best;
    }

    private static int hex(int value, byte[] text, int from) {
        int at = from;
        for (int shift = 12; shift >= 0; shift -= 4) {
            if (value >> shift != 0 || shift == 0) {
                text[at++] = HEX[(value >> shift) & 0xF];
            }
        }
        return at;
    }

    private AddressWriter() {}
}
