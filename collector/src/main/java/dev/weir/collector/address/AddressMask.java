package dev.weir.collector.address;

/// Takes a line that is sampled, and covers what looks like an address in it: its digits become
/// `x`, its dots and colons stay, so that the line's shape can still be seen.
///
/// Covered are runs of digits and dots with three dots, and runs of hexadecimal digits and colons
/// with a double colon or at least four colons, so that a time of day stays. A sample may have been
/// cut anywhere: a run that touches its first or last byte is covered with fewer.
public final class AddressMask {
    private static final int IPV4_DOTS = 3;
    private static final int IPV6_COLONS = 4;

    /// Covers the addresses of a line, in place.
    public static void cover(byte[] line) {
        int at = 0;
        while (at < line.length) {
            if (!isPart(line[at])) {
                at++;
                continue;
            }
            int end = at;
            while (end < line.length && isPart(line[end])) {
                end++;
            }
            boolean cut = at == 0 || end == line.length;
            if (looksLikeAddress(line, at, end, cut)) {
                fill(line, at, end);
            }
            at = end;
        }
    }

    private static boolean isPart(byte value) {
        return value == '.' || value == ':' || Character.digit(value, 16) >= 0;
    }

    private static boolean looksLikeAddress(byte[] line, int from, int to, boolean cut) {
        int dots = 0;
        int colons = 0;
        boolean twoColons = false;
        for (int at = from; at < to; at++) {
            if (line[at] == '.') {
                dots++;
            } else if (line[at] == ':') {
                colons++;
                twoColons |= at > from && line[at - 1] == ':';
            }
        }
        return dots >= (cut ? 1 : IPV4_DOTS) || colons >= (cut ? 1 : IPV6_COLONS) || twoColons;
    }

    private static void fill(byte[] line, int from, int to) {
        for (int at = from; at < to; at++) {
            if (line[at] != '.' && line[at] != ':') {
                line[at] = 'x';
            }
        }
    }

    private AddressMask() {}
}
