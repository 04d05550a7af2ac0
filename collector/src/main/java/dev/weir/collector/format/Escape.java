package dev.weir.collector.format;

/// How a proxy makes the values safe that it writes.
enum Escape {
    /// `\xHH`, as nginx does by default, and Apache's short forms (`\"`, `\\`, `\t` …): nginx never
    /// writes a backslash but before an `x`.
    DEFAULT,
    /// As JSON has it.
    JSON,
    /// `#HH`, as HAProxy does.
    HASH,
    /// `%HH` where the proxy itself added it: CloudFront encodes user agents and referers, at times
    /// twice. Undone until nothing changes.
    PERCENT,
    /// A plus for each space: IIS.
    PLUS,
    /// Not at all.
    NONE;

    private static final byte BACKSLASH = '\\';

    /// The byte without which there is nothing to undo; 0 if there never is.
    byte marker() {
        return switch (this) {
            case DEFAULT, JSON -> BACKSLASH;
            case HASH -> '#';
            case PERCENT -> '%';
            case PLUS -> '+';
            case NONE -> 0;
        };
    }

    /// Whether a quote at `at` is part of a value: an odd number of backslashes stands before it.
    boolean isEscapedAt(byte[] bytes, int from, int at) {
        if (this != DEFAULT && this != JSON) {
            return false;
        }
        int backslashes = 0;
        while (at - backslashes > from && bytes[at - backslashes - 1] == BACKSLASH) {
            backslashes++;
        }
        return (backslashes & 1) == 1;
    }

    /// Undoes the escaping of `[from, to)` into `target` and gives the number of bytes written, at
    /// most `to - from`. What is no escape stays as it is.
    int undo(byte[] bytes, int from, int to, byte[] target) {
        return switch (this) {
            case DEFAULT, JSON -> undoBackslashes(bytes, from, to, target);
            case HASH -> undoHex(bytes, from, to, target, (byte) '#');
            case PERCENT -> undoPercents(bytes, from, to, target);
            case PLUS -> undoPluses(bytes, from, to, target);
            case NONE -> {
                System.arraycopy(bytes, from, target, 0, to - from);
                yield to - from;
            }
        };
    }

    private static int undoBackslashes(byte[] bytes, int from, int to, byte[] target) {
        int out = 0;
        int at = from;
        while (at < to) {
            byte value = bytes[at];
            if (value != BACKSLASH || at + 1 == to) {
                target[out++] = value;
                at++;
                continue;
            }
            byte kind = bytes[at + 1];
            if (kind == 'x' && at + 4 <= to && hex(bytes, at + 2, 2) >= 0) {
                target[out++] = (byte) hex(bytes, at + 2, 2);
                at += 4;
            } else if (kind == 'u' && at + 6 <= to && hex(bytes, at + 2, 4) >= 0) {
                int unit = hex(bytes, at + 2, 4);
                at += 6;
                int low = lowSurrogate(bytes, at, to, unit);
                if (low >= 0) {
                    unit = Character.toCodePoint((char) unit, (char) low);
                    at += 6;
                }
                out = putUtf8(target, out, unit);
            } else {
                byte plain = shortForm(kind);
                if (plain < 0) {
                    target[out++] = value;
                    at++;
                } else {
                    target[out++] = plain;
                    at += 2;
                }
            }
        }
        return out;
    }

    /// Two hexadecimal digits behind a marker.
    private static int undoHex(byte[] bytes, int from, int to, byte[] target, byte marker) {
        int out = 0;
        int at = from;
        while (at < to) {
            int value = bytes[at] == marker && at + 3 <= to ? hex(bytes, at + 1, 2) : -1;
            target[out++] = value < 0 ? bytes[at] : (byte) value;
            at += value < 0 ? 1 : 3;
        }
        return out;
    }

    /// Undone behind every byte, so that `%2520` is a space in one pass. Passes until nothing changes
    /// end at the same value, but a client makes them as many as its header is long: `%2525…25`.
    private static int undoPercents(byte[] bytes, int from, int to, byte[] target) {
        int out = 0;
        for (int at = from; at < to; at++) {
            target[out++] = bytes[at];
            while (out >= 3 && target[out - 3] == '%' && hex(target, out - 2, 2) >= 0) {
                target[out - 3] = (byte) hex(target, out - 2, 2);
                out -= 2;
            }
        }
        return out;
    }

    private static int undoPluses(byte[] bytes, int from, int to, byte[] target) {
        for (int at = from; at < to; at++) {
            target[at - from] = bytes[at] == '+' ? (byte) ' ' : bytes[at];
        }
        return to - from;
    }

    private static int lowSurrogate(byte[] bytes, int at, int to, int high) {
        if (high < 0xD800 || high > 0xDBFF || at + 6 > to) {
            return -1;
        }
        if (bytes[at] != BACKSLASH || bytes[at + 1] != 'u') {
            return -1;
        }
        int low = hex(bytes, at + 2, 4);
        return low >= 0xDC00 && low <= 0xDFFF ? low : -1;
    }

    private static byte shortForm(byte kind) {
        return switch (kind) {
            case '"', '\\', '/' -> kind;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> 0x0B;
            default -> -1;
        };
    }

    private static int hex(byte[] bytes, int at, int digits) {
        int value = 0;
        for (int index = 0; index < digits; index++) {
            int digit = Character.digit(bytes[at + index], 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static int putUtf8(byte[] target, int at, int codePoint) {
        int out = at;
        if (codePoint < 0x80) {
            target[out++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            target[out++] = (byte) (0xC0 | (codePoint >> 6));
            target[out++] = (byte) (0x80 | (codePoint & 0x3F));
        } else if (codePoint < 0x10000) {
            target[out++] = (byte) (0xE0 | (codePoint >> 12));
            target[out++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
            target[out++] = (byte) (0x80 | (codePoint & 0x3F));
        } else {
            target[out++] = (byte) (0xF0 | (codePoint >> 18));
            target[out++] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
            target[out++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
            target[out++] = (byte) (0x80 | (codePoint & 0x3F));
        }
        return out;
    }
}
