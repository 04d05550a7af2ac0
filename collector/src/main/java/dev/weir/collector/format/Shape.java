package dev.weir.collector.format;

/// What values of a field look like, to tell a wrong split of a line from an odd value.
enum Shape {
    ANY,
    /// No space in it.
    WORD,
    /// Digits, at most one point, a sign before them; or `-`, or nothing.
    NUMBER,
    /// Any of the times that [LogTime] reads; or `-`, or nothing.
    TIME,
    /// One value per attempt, with spaces between them: `0.1, 0.2 : 0.3`.
    LIST;

    boolean fits(byte[] line, int from, int to) {
        return switch (this) {
            case ANY, LIST -> true;
            case WORD -> ByteScan.indexOf(line, from, to, (byte) ' ') < 0;
            case NUMBER -> isDash(line, from, to) || isNumber(line, from, to);
            case TIME -> isDash(line, from, to) || LogTime.looksLikeTime(line, from, to);
        };
    }

    private static boolean isDash(byte[] line, int from, int to) {
        return from == to || (to - from == 1 && line[from] == '-');
    }

    private static boolean isNumber(byte[] line, int from, int to) {
        boolean point = false;
        int at = line[from] == '-' || line[from] == '+' ? from + 1 : from;
        if (at == to) {
            return false;
        }
        for (; at < to; at++) {
            if (line[at] == '.' && !point) {
                point = true;
            } else if (line[at] < '0' || line[at] > '9') {
                return false;
            }
        }
        return true;
    }
}
