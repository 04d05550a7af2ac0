package dev.weir.collector.format;

/// Caddy 2: the JSON of its `log` directive.
///
/// See <https://caddyserver.com/docs/caddyfile/directives/log>. A header that was not sent has no
/// key; one that was sent empty is an empty string.
final class CaddyFormats {
    static Layout json() {
        return new JsonBuilder()
                .key(Field.TIME, "ts")
                .key(Field.METHOD, "request.method")
                .key(Field.TARGET, "request.uri")
                .key(Field.PROTOCOL, "request.proto")
                .key(Field.HOST, "request.host")
                // client_ip has been through trusted_proxies.
                .address(
                        Field.CLIENT_ADDRESS,
                        Pick.ADDRESS,
                        "request.client_ip",
                        "request.remote_ip",
                        "request.remote_addr")
                .key(Field.USER_AGENT, "request.headers.User-Agent")
                .key(Field.REFERER, "request.headers.Referer")
                .key(Field.TLS_VERSION, "request.tls.version")
                .key(Field.USER, "user_id")
                .took(Field.DURATION, Unit.SECONDS, "duration")
                .key(Field.BODY_BYTES, "size")
                .key(Field.BYTES_RECEIVED, "bytes_read")
                .key(Field.STATUS, "status")
                .key(Field.CONTENT_TYPE, "resp_headers.Content-Type")
                .key(Field.FORWARDED_FOR, "request.headers.X-Forwarded-For")
                .build(Absence.EMPTY);
    }

    private CaddyFormats() {}
}
