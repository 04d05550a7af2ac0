package dev.weir.collector.format;

/// JSON objects whose keys their writer chose: the names that are usual for nginx's variables,
/// Apache's fields and HAProxy's, those of the Elastic Common Schema, and those of Google's
/// `HttpRequest`, in any order.
final class JsonFormats {
    static Layout any() {
        return new JsonBuilder()
                .key(
                        Field.TIME,
                        "msec",
                        "ts",
                        "time_iso8601",
                        "@timestamp",
                        "timestamp",
                        "time",
                        "time_local",
                        "start_time",
                        "date",
                        "datetime")
                .key(Field.REQUEST, "request", "request_line", "requestLine")
                .key(
                        Field.METHOD,
                        "request_method",
                        "method",
                        "verb",
                        "http_method",
                        "http.request.method",
                        "httpRequest.requestMethod")
                .key(
                        Field.TARGET,
                        "request_uri",
                        "uri",
                        "url",
                        "request_url",
                        "target",
                        "path",
                        "request_path",
                        "url.original",
                        "url.path",
                        "httpRequest.requestUrl")
                .key(Field.QUERY, "args", "query_string", "query", "querystring", "url.query")
                .key(
                        Field.PROTOCOL,
                        "server_protocol",
                        "protocol",
                        "proto",
                        "http_version",
                        "httpversion",
                        "httpRequest.protocol")
                .key(
                        Field.STATUS,
                        "status",
                        "response_code",
                        "status_code",
                        "code",
                        "response",
                        "st",
                        "http.response.status_code",
                        "httpRequest.status")
                .key(
                        Field.BODY_BYTES,
                        "body_bytes_sent",
                        "size",
                        "body_bytes",
                        "bytes",
                        "http.response.body.bytes",
                        "httpRequest.responseSize")
                .key(Field.TOTAL_BYTES, "bytes_sent", "bytes_out")
                .key(
                        Field.BYTES_RECEIVED,
                        "request_length",
                        "bytes_received",
                        "bytes_in",
                        "http.request.body.bytes",
                        "httpRequest.requestSize")
                .took(Field.DURATION, Unit.SECONDS, "request_time", "response_time")
                .took(Field.DURATION, Unit.MILLISECONDS, "duration_ms", "request_time_ms", "Ta")
                .took(Field.DURATION, Unit.SECONDS, "duration", "httpRequest.latency")
                .took(Field.DURATION, Unit.NANOSECONDS, "event.duration")
                .took(Field.UPSTREAM_DURATION, Unit.SECONDS, "upstream_response_time")
                .key(Field.UPSTREAM_ADDRESS, "upstream_addr", "upstream_host", "upstream")
                .key(Field.UPSTREAM_STATUS, "upstream_status")
                .key(Field.CACHE_STATUS, "upstream_cache_status", "cache_status", "cache")
                .key(
                        Field.REFERER,
                        "http_referer",
                        "http_referrer",
                        "referer",
                        "referrer",
                        "http.request.referrer",
                        "httpRequest.referer")
                .key(
                        Field.USER_AGENT,
                        "http_user_agent",
                        "user_agent",
                        "user-agent",
                        "userAgent",
                        "agent",
                        "ua",
                        "user_agent.original",
                        "httpRequest.userAgent")
                .key(
                        Field.HOST,
                        "host",
                        "http_host",
                        "vhost",
                        "server_name",
                        "authority",
                        "url.domain")
                .key(Field.TLS_VERSION, "ssl_protocol", "tls_version", "tls")
                .key(Field.CONTENT_TYPE, "sent_http_content_type", "content_type")
                .key(Field.COUNTRY, "geoip_country_code", "country", "country_code")
                .key(Field.USER, "remote_user", "user")
                .address(
                        Field.CLIENT_ADDRESS,
                        Pick.ADDRESS,
                        "remote_addr",
                        "client_ip",
                        "clientip",
                        "remote_ip",
                        "client",
                        "ip",
                        "ci",
                        "remote_host",
                        "client.ip",
                        "source.ip",
                        "httpRequest.remoteIp")
                .key(Field.FORWARDED_FOR, "http_x_forwarded_for", "xff", "x_forwarded_for")
                .build(Absence.DASH_OR_EMPTY);
    }

    private JsonFormats() {}
}
