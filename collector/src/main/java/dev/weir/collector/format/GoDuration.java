package dev.weir.collector.format;

/// Takes a duration as Go's `time.Duration` writes itself, gives microseconds: `1.5ms`, `240µs`,
/// `1m30.5s`.
final class GoDuration {
    private static final byte[] MICRO_SIGN = {(byte) 0xC2, (byte) 0xB5, 's'};
    private static final byte[] GREEK_MU = {(byte) 0xCE, (byte) 0xBC, 's'};
    private static final byte[] MICRO = {'u', 's'};
    private static final byte[] MILLI = {'m', 's'};
    private static final byte[] NANO = {'n', 's'};

    /// Microseconds, what is finer cut off; -1 if it is none, or below zero.
    static long micros(byte[] bytes, int from, int to) {
        long sum = 0;
        int at = from;
        while (at < to) {
            int numberFrom = at;
            while (at < to && ((bytes[at] >= '0' && bytes[at] <= '9') || bytes[at] == '.')) {
                at++;
            }
            int unit = at;
            at = unitEnd(bytes, at, to);
            long part = at < 0 ? -1 : micros(bytes, numberFrom, unit, at);
            if (part < 0 || sum > Long.MAX_VALUE - part) {
                return -1;
            }
            sum += part;
        }
        return sum;
    }

    /// Where the unit ends that begins here; -1 if none does.
    private static int unitEnd(byte[] bytes, int from, int to) {
        if (ByteScan.startsWith(bytes, from, to, MICRO_SIGN)
                || ByteScan.startsWith(bytes, from, to, GREEK_MU)) {
            return from + 3;
        }
        if (ByteScan.startsWith(bytes, from, to, MILLI)
                || ByteScan.startsWith(bytes, from, to, MICRO)
                || ByteScan.startsWith(bytes, from, to, NANO)) {
            return from + 2;
        }
        return from < to ? from + 1 : -1;
    }

    private static long micros(byte[] bytes, int from, int unit, int unitTo) {
        if (unitTo - unit > 1) {
            return switch (bytes[unit]) {
                case 'n' -> Unit.NANOSECONDS.micros(bytes, from, unit);
                case 'm' -> Unit.MILLISECONDS.micros(bytes, from, unit);
                default -> Unit.MICROSECONDS.micros(bytes, from, unit);
            };
        }
        long times =
                switch (bytes[unit]) {
                    case 's' -> 1;
                    case 'm' -> 60;
                    case 'h' -> 3600;
                    default -> -1;
                };
        long micros = Unit.SECONDS.micros(bytes, from, unit);
        return times < 0 || micros < 0 || micros > Long.MAX_VALUE / times ? -1 : times * micros;
    }

    private GoDuration() {}
}
