package dev.weir.query;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/// A key that callers send as `Authorization: Bearer TOKEN`. Only the token's hash is known here.
/// Tokens must be random (32 bytes or so): the hash is not salted.
///
/// @param name for logs and complaints
/// @param sha256 SHA-256 of the token's UTF-8 bytes, 64 hex digits
/// @param scope what its holder sees
public record ApiKey(String name, String sha256, Scope scope) {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    /// @throws IllegalArgumentException if the hash is none
    public ApiKey {
        sha256 = sha256.toLowerCase(Locale.ROOT);
        if (!SHA_256.matcher(sha256).matches()) {
            throw new IllegalArgumentException(
                    "key " + name + ": the token's SHA-256 must be 64 hex digits");
        }
    }

    /// Takes a token, gives what to configure for it.
    public static String sha256Of(String token) {
        return HexFormat.of().formatHex(digest(token));
    }

    /// Whether this is the key of a token with that digest; takes the same time either way.
    boolean matches(byte[] digest) {
        return MessageDigest.isEqual(HexFormat.of().parseHex(sha256), digest);
    }

    static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// Without the hash: logs need not know it.
    @Override
    public String toString() {
        return "ApiKey[" + name + ", " + scope + "]";
    }
}
