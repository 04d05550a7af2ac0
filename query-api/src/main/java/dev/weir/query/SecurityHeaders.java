package dev.weir.query;

import io.helidon.webserver.http.ServerResponse;

/// The headers that keep a browser from doing more with an answer than it is meant for.
final class SecurityHeaders {
    static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    /// @param cacheable whether it is the same for everybody
    static void add(ServerResponse response, boolean cacheable) {
        response.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        response.header("X-Content-Type-Options", "nosniff");
        response.header("Referrer-Policy", "no-referrer");
        response.header("Cross-Origin-Resource-Policy", "same-origin");
        response.header("Cache-Control", cacheable ? "no-cache" : "no-store");
    }

    private SecurityHeaders() {}
}
