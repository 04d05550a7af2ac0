package dev.weir.storage.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Takes any text, gives text that PostgreSQL takes: without U+0000, which its type has no room
/// for, and as a key no longer than an index may hold. Different texts stay different.
///
/// A name of the catalogue, and whatever else has no backslash, is stored as it is.
final class StoredText {
    /// An entry of a B-tree must fit a third of a page of 8 KiB.
    private static final int MAX_KEY_BYTES = 512;

    /// Begins what no text is escaped to.
    private static final String DIGEST = "\\#";

    /// U+0000 as `\0`, a backslash as `\\`.
    static String of(String text) {
        return text.indexOf(0) < 0 && text.indexOf('\\') < 0
                ? text
                : text.replace("\\", "\\\\").replace("\0", "\\0");
    }

    /// The text that [#of] made this of.
    static String original(String stored) {
        if (stored.indexOf('\\') < 0) {
            return stored;
        }
        var text = new StringBuilder(stored.length());
        for (int i = 0; i < stored.length(); i++) {
            char c = stored.charAt(i);
            if (c == '\\' && i + 1 < stored.length()) {
                i++;
                c = stored.charAt(i) == '0' ? '\0' : stored.charAt(i);
            }
            text.append(c);
        }
        return text.toString();
    }

    /// The same, and where that is too long for an index, its SHA-256.
    static String key(String text) {
        String stored = of(text);
        if (stored.length() <= MAX_KEY_BYTES / 3) {
            return stored; // a char makes three bytes at most
        }
        byte[] utf8 = stored.getBytes(UTF_8);
        return utf8.length <= MAX_KEY_BYTES ? stored : DIGEST + sha256(utf8);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private StoredText() {}
}
