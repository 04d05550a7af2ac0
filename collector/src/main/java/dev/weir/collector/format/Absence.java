package dev.weir.collector.format;

/// How a format says that there is no value. What it does not say is a value, be it empty.
enum Absence {
    /// `-`: nginx by default, Apache, and most that followed them. An empty value is one that was
    /// sent empty.
    DASH,
    /// Nothing at all: nginx with `escape=json` or `escape=none`.
    EMPTY,
    /// Either.
    DASH_OR_EMPTY;

    boolean isAbsent(byte[] bytes, int from, int to) {
        return switch (to - from) {
            case 0 -> this != DASH;
            case 1 -> this != EMPTY && bytes[from] == '-';
            default -> false;
        };
    }
}
