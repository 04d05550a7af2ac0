package dev.weir.collector.format;

/// Numbers as proxies write them, read from bytes.
final class Decimal {
    /// Longer digit strings might not fit a long.
    private static final int MAX_DIGITS = 18;

    /// The whole number in `[from, to)`; -1 if it is none.
    static long whole(byte[] bytes, int from, int to) {
        if (from >= to || to - from > MAX_DIGITS) {
            return -1;
        }
        long value = 0;
        for (int at = from; at < to; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /// The number in `[from, to)`, times ten to the power of `decimals`, cut off behind; -1 if it is
    /// none. Takes `1`, `1.5`, `.5` and `1.5e-3`.
    static long scaled(byte[] bytes, int from, int to, int decimals) {
        int point = from;
        while (point < to && bytes[point] != '.') {
            point++;
        }
        long value = point == from ? 0 : whole(bytes, from, point);
        if (value < 0 || point - from > MAX_DIGITS - decimals || from == to) {
            return exponential(bytes, from, to, decimals);
        }
        int at = point + 1;
        for (int place = 0; place < decimals; place++, at++) {
            int digit = at < to ? bytes[at] - '0' : 0;
            if (digit < 0 || digit > 9) {
                return exponential(bytes, from, to, decimals);
            }
            value = value * 10 + digit;
        }
        // What is cut off may hold an exponent, and then counts all the same.
        for (; at < to; at++) {
            if ((bytes[at] | 0x20) == 'e') {
                return exponential(bytes, from, to, decimals);
            }
        }
        return value;
    }

    /// As [#scaled] of a number with an exponent; -1 if it has none.
    private static long exponential(byte[] bytes, int from, int to, int decimals) {
        int mark = from;
        while (mark < to && (bytes[mark] | 0x20) != 'e') {
            mark++;
        }
        int sign = mark + 1;
        boolean signed = sign < to && (bytes[sign] == '-' || bytes[sign] == '+');
        long digits = whole(bytes, signed ? sign + 1 : sign, to);
        if (mark == from || digits < 0 || digits > MAX_DIGITS) {
            return -1;
        }
        long places = decimals + (signed && bytes[sign] == '-' ? -digits : digits);
        if (places > MAX_DIGITS) {
            return -1;
        }
        long value = scaled(bytes, from, mark, (int) Math.max(places, 0));
        for (long place = places; place < 0 && value > 0; place++) {
            value /= 10;
        }
        return value;
    }

    /// The sum of a list of seconds, in microseconds: `0.1, 0.2 : 0.3`. What is no number (`-`) is
    /// skipped; -1 if there is no number at all.
    static long sumOfSeconds(byte[] bytes, int from, int to) {
        long sum = -1;
        int at = from;
        while (at < to) {
            int end = at;
            while (end < to && !isSeparator(bytes[end])) {
                end++;
            }
            if (end > at) {
                long micros = scaled(bytes, at, end, 6);
                if (micros >= 0) {
                    sum = Math.max(sum, 0) + micros;
                }
            }
            at = end + 1;
        }
        return sum;
    }

    /// Where the last member of a list starts.
    static int lastOfList(byte[] bytes, int from, int to) {
        int at = to;
        while (at > from && bytes[at - 1] != ' ') {
            at--;
        }
        return at;
    }

    private static boolean isSeparator(byte value) {
        return value == ' ' || value == ',' || value == ':';
    }

    private Decimal() {}
}
