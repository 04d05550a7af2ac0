package dev.weir.collector.format;

/// In what a log writes how long something took.
enum Unit {
    SECONDS(6),
    MILLISECONDS(3),
    MICROSECONDS(0),
    NANOSECONDS(-3);

    /// Decimal places from here to microseconds.
    private final int places;

    Unit(int places) {
        this.places = places;
    }

    /// The number in `[from, to)` in microseconds; -1 if it is none, or below zero. A leading plus
    /// is HAProxy's "at least"; one that says its own unit (`1.5ms`) has that.
    long micros(byte[] bytes, int from, int to) {
        int start = from < to && bytes[from] == '+' ? from + 1 : from;
        if (start < to && bytes[to - 1] == 's') {
            return GoDuration.micros(bytes, start, to);
        }
        if (places >= 0) {
            return Decimal.scaled(bytes, start, to, places);
        }
        long nanos = Decimal.scaled(bytes, start, to, 0);
        return nanos < 0 ? -1 : nanos / 1000;
    }
}
