package dev.weir.query;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Takes the `Authorization` header, gives the caller.
final class Authentication {
    private static final String SCHEME = "bearer ";

    private final List<ApiKey> keys;

    Authentication(List<ApiKey> keys) {
        this.keys = keys;
    }

    /// @throws Problem 401 if there is no key or none that is known
    Caller callerOf(@Nullable String authorization) {
        if (keys.isEmpty()) {
            return Caller.LOCAL;
        }
        if (authorization == null) {
            throw new Problem(ErrorCode.UNAUTHENTICATED, "send a key: Authorization: Bearer TOKEN");
        }
        if (!authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            throw new Problem(
                    ErrorCode.UNAUTHENTICATED, "the only scheme is Authorization: Bearer TOKEN");
        }
        byte[] digest = ApiKey.digest(authorization.substring(SCHEME.length()).strip());
        ApiKey found = null;
        for (ApiKey key : keys) {
            // No early exit: the time must not tell which key it is.
            if (key.matches(digest)) {
                found = key;
            }
        }
        if (found == null) {
            throw new Problem(ErrorCode.UNAUTHENTICATED, "the key is not known");
        }
        return new Caller(found.name(), found.scope());
    }
}
