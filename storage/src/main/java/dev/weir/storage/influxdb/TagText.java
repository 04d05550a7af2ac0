package dev.weir.storage.influxdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Takes any text, gives text that is a value of a tag or of a field on every version of InfluxDB:
/// without backslashes and control characters, not empty, and as a tag no longer than an index may
/// hold. Different texts stay different.
///
/// A name of the catalogue, and whatever else has no `%`, is stored as it is.
final class TagText {
    /// The whole key of a series must stay below 64 KiB, and every shard has it in its index.
    private static final int MAX_TAG_BYTES = 512;

    /// What the empty text is: no text is escaped to it.
    private static final String EMPTY = "%";

    /// Begins what no text is escaped to.
    private static final String DIGEST = "%#";

    /// Control characters, `%` and `\` as `%` and two hexadecimal digits.
    static String of(String text) {
        if (text.isEmpty()) {
            return EMPTY;
        }
        if (text.chars().noneMatch(TagText::isEscaped)) {
            return text;
        }
        var stored = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isEscaped(c)) {
                stored.append('%').append(HexFormat.of().toHexDigits((byte) c));
            } else {
                stored.append(c);
            }
        }
        return stored.toString();
    }

    private static boolean isEscaped(int c) {
        return c < ' ' || c == 0x7f || c == '%' || c == '\\';
    }

    /// The text that [#of] made this of.
    static String original(String stored) {
        if (stored.equals(EMPTY)) {
            return "";
        }
        var text = new StringBuilder(stored.length());
        for (int i = 0; i < stored.length(); i++) {
            char c = stored.charAt(i);
            if (c == '%' && i + 2 < stored.length()) {
                c = (char) HexFormat.fromHexDigits(stored, i + 1, i + 3);
                i += 2;
            }
            text.append(c);
        }
        return text.toString();
    }

    /// The same for a tag: where that is too long, its SHA-256, from which there is no way back.
    static String tag(String text) {
        String stored = of(text);
        if (stored.length() <= MAX_TAG_BYTES / 3) {
            return stored; // a char makes three bytes at most
        }
        byte[] utf8 = stored.getBytes(UTF_8);
        return utf8.length <= MAX_TAG_BYTES
                ? stored
                : DIGEST + HexFormat.of().formatHex(sha256(utf8));
    }

    /// Whether a tag is the digest of a text that was too long.
    static boolean isDigest(String tag) {
        return tag.startsWith(DIGEST);
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private TagText() {}
}
