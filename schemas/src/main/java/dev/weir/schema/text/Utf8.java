package dev.weir.schema.text;

import java.nio.charset.StandardCharsets;

/// Text as UTF-8.
public final class Utf8 {
    /// The bytes of a text.
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// The text of the bytes `[from, from + length)`.
    public static String text(byte[] source, int from, int length) {
        return new String(source, from, length, StandardCharsets.UTF_8);
    }

    /// Whether all of the bytes `[from, to)` are ASCII, and so surely UTF-8.
    public static boolean isAscii(byte[] source, int from, int to) {
        int all = 0;
        for (int at = from; at < to; at++) {
            all |= source[at];
        }
        return all >= 0;
    }

    /// How many of a text's `length` bytes from `from` on stay where at most `max` may: as many as do
    /// not cut a character in two.
    public static int cut(byte[] source, int from, int length, int max) {
        if (length <= max) {
            return length;
        }
        int cut = max;
        while (cut > 0 && (source[from + cut] & 0xC0) == 0x80) {
            cut--;
        }
        return cut;
    }

    private Utf8() {}
}
