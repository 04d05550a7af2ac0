package dev.weir.jobs.attack;

import java.nio.charset.StandardCharsets;

/// Takes a path or a query as it was logged, gives the text that an application would come to see:
/// percent-decoded until nothing changes (attackers encode twice and more), `+` as a blank, lower
/// case, without NULs, comments of SQL as a blank, runs of white space as one.
final class TargetDecoder {
    /// Longer targets are looked at only so far: an attack stands near its parameter's start, and
    /// the time for one request must be bounded.
    static final int MAX_BYTES = 4096;

    /// Attacks seen in the wild are encoded at most three times.
    private static final int MAX_ROUNDS = 3;

    private byte[] from = new byte[MAX_BYTES];
    private byte[] to = new byte[MAX_BYTES];

    /// Decodes `[start, end)` of `bytes`.
    String decode(byte[] bytes, int start, int end) {
        int length = Math.min(end - start, MAX_BYTES);
        System.arraycopy(bytes, start, from, 0, length);
        for (int round = 0; round < MAX_ROUNDS; round++) {
            int decoded = decodeOnce(length);
            boolean changed = decoded != length;
            byte[] swap = from;
            from = to;
            to = swap;
            length = decoded;
            if (!changed) {
                break;
            }
        }
        return new String(from, 0, fold(length), StandardCharsets.ISO_8859_1);
    }

    private int decodeOnce(int length) {
        int out = 0;
        for (int at = 0; at < length; at++) {
            byte c = from[at];
            if (c == '%' && at + 2 < length) {
                int high = hex(from[at + 1]);
                int low = hex(from[at + 2]);
                if (high >= 0 && low >= 0) {
                    to[out++] = (byte) (high << 4 | low);
                    at += 2;
                    continue;
                }
                if ((from[at + 1] | 0x20) == 'u' && at + 5 < length) {
                    int code = hex(from[at + 4]) << 4 | hex(from[at + 5]);
                    if (code >= 0) {
                        to[out++] = (byte) code;
                        at += 5;
                        continue;
                    }
                }
            }
            to[out++] = c == '+' ? (byte) ' ' : c;
        }
        return out;
    }

    /// In place: lower case, no NULs, comments and runs of white space as one blank.
    private int fold(int length) {
        int out = 0;
        for (int at = 0; at < length; at++) {
            byte c = from[at];
            if (c == 0) {
                continue;
            }
            if (c == '/' && at + 1 < length && from[at + 1] == '*') {
                at = skipComment(at, length);
                c = ' ';
            }
            if (c == '\t' || c == '\n' || c == '\r' || c == 0x0B || c == 0x0C) {
                c = ' ';
            }
            if (c == ' ' && out > 0 && from[out - 1] == ' ') {
                continue;
            }
            from[out++] = c >= 'A' && c <= 'Z' ? (byte) (c + 32) : c;
        }
        return out;
    }

    /// MySQL runs what stands in `/*! … */`: only the marks of such a comment are dropped.
    private int skipComment(int at, int length) {
        if (at + 2 < length && from[at + 2] == '!') {
            int after = at + 3;
            while (after < length && from[after] >= '0' && from[after] <= '9') {
                after++;
            }
            return after - 1;
        }
        for (int end = at + 2; end + 1 < length; end++) {
            if (from[end] == '*' && from[end + 1] == '/') {
                return end + 1;
            }
        }
        return at + 1;
    }

    private static int hex(byte c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
