package dev.weir.collector.format;

/// JSON objects whose keys their writer chose: the names that are usual for nginx's variables,
/// Apache's fields and HAProxy's, in any order.
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
                .key(Field.METHOD, "request_method", "method", "verb", "http_method")
                .key(
                        Field.TARGET,
                        "request_uri",
                        "uri",
                        "url",
                        "request_url",
                        "target",
                        "path",
                        "request_path")
                .key(Field.QUERY, "args", "query_string", "query", "querystring")
                .key(
                        Field.PROTOCOL,
                        "server_protocol",
                        "protocol",
                        "proto",
                        "http_version",
                        "httpversion")
                .key(
                        Field.STATUS,
                        "status",
                        "response_code",
                        "status_code",
                        "code",
                        "response",
                        "st")
                .key(Field.BODY_BYTES, "body_bytes_sent", "size", "body_bytes", "bytes")
                .key(Field.TOTAL_BYTES, "bytes_sent", "bytes_out")
                .key(Field.BYTES_RECEIVED, "request_length", "bytes_received", "bytes_in")
                .took(Field.DURATION, Unit.SECONDS, "request_time", "response_time")
                .took(Field.DURATION, Unit.MILLISECONDS, "duration_ms", "request_time_ms", "Ta")
                .took(Field.DURATION, Unit.SECONDS, "duration")
                .took(Field.UPSTREAM_DURATION, Unit.SECONDS, "upstream_response_time")
                .key(Field.UPSTREAM_ADDRESS, "upstream_addr", "upstream_host", "upstream")
                .key(Field.UPSTREAM_STATUS, "upstream_status")
                .key(Field.CACHE_STATUS, "upstream_cache_status", "cache_status", "cache")
                .key(Field.REFERER, "http_referer", "http_referrer", "referer", "referrer")
                .key(
                        Field.USER_AGENT,
                        "http_user_agent",
                        "user_agent",
                        "user-agent",
                        "userAgent",
                        "agent",
                        "ua")
                .key(Field.HOST, "host", "http_host", "vhost", "server_name", "authority")
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
                        "remote_host")
                .key(Field.FORWARDED_FOR, "http_x_forwarded_for", "xff", "x_forwarded_for")
                .build(Absence.DASH_OR_EMPTY);
    }

    private JsonFormats() {}
}
