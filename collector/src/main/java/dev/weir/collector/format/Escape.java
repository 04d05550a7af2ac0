package dev.weir.collector.format;

/// How a proxy makes the values safe that it writes: nginx's `escape=` parameter.
enum Escape {
    /// `\xHH`; a missing value is `-`. Apache's short forms (`\"`, `\\`, `\t` …) are undone as well:
    /// nginx never writes a backslash but before an `x`.
    DEFAULT,
    /// As JSON has it; a missing value is empty.
    JSON,
    /// Not at all; a missing value is empty.
    NONE;

    private static final byte BACKSLASH = '\\';

    boolean isAbsent(byte[] bytes, int from, int to) {
        return from == to || (this == DEFAULT && to - from == 1 && bytes[from] == '-');
    }

    /// Whether a quote at `at` is part of a value: an odd number of backslashes stands before it.
    boolean isEscapedAt(byte[] bytes, int from, int at) {
        if (this == NONE) {
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
        int out = 0;
        int at = from;
        while (at < to) {
            byte value = bytes[at];
            if (value != BACKSLASH || at + 1 == to || this == NONE) {
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
