package dev.weir.collector.format;

/// A variable of a log format, as far as a request has a field for it.
enum Variable {
    SKIPPED,
    CLIENT_ADDRESS,
    USER,
    TIME_LOCAL(Shape.TIME_LOCAL),
    TIME_ISO8601(Shape.TIME_ISO8601),
    MSEC(Shape.NUMBER),
    REQUEST,
    METHOD,
    /// As the client sent it, query included.
    REQUEST_URI,
    /// Normalised by nginx, without the query.
    URI,
    ARGS,
    PROTOCOL,
    STATUS(Shape.NUMBER),
    BODY_BYTES_SENT(Shape.NUMBER),
    BYTES_SENT(Shape.NUMBER),
    REQUEST_LENGTH(Shape.NUMBER),
    REQUEST_TIME(Shape.NUMBER),
    UPSTREAM_RESPONSE_TIME,
    UPSTREAM_ADDRESS,
    UPSTREAM_STATUS,
    CACHE_STATUS,
    REFERER,
    USER_AGENT,
    HOST,
    HTTP_HOST,
    SERVER_NAME,
    TLS_VERSION,
    CONTENT_TYPE,
    COUNTRY;

    /// What values look like, to tell a wrong split from an odd value.
    enum Shape {
        ANY,
        /// Digits and at most one point, or `-`, or nothing.
        NUMBER,
        TIME_LOCAL,
        TIME_ISO8601,
        /// One value per attempt, with spaces between them: `0.1, 0.2 : 0.3`.
        LIST
    }

    /// The shape of a variable's values, whether or not a request has a field for it.
    static Shape shapeOf(String name) {
        Variable variable = of(name);
        return variable != CACHE_STATUS && name.startsWith("upstream_")
                ? Shape.LIST
                : variable.shape;
    }

    final Shape shape;

    Variable() {
        this(Shape.ANY);
    }

    Variable(Shape shape) {
        this.shape = shape;
    }

    static Variable of(String name) {
        return switch (name) {
            case "remote_addr" -> CLIENT_ADDRESS;
            case "remote_user" -> USER;
            case "time_local" -> TIME_LOCAL;
            case "time_iso8601" -> TIME_ISO8601;
            case "msec" -> MSEC;
            case "request" -> REQUEST;
            case "request_method" -> METHOD;
            case "request_uri" -> REQUEST_URI;
            case "uri", "document_uri" -> URI;
            case "args", "query_string" -> ARGS;
            case "server_protocol" -> PROTOCOL;
            case "status" -> STATUS;
            case "body_bytes_sent" -> BODY_BYTES_SENT;
            case "bytes_sent" -> BYTES_SENT;
            case "request_length" -> REQUEST_LENGTH;
            case "request_time" -> REQUEST_TIME;
            case "upstream_response_time" -> UPSTREAM_RESPONSE_TIME;
            case "upstream_addr" -> UPSTREAM_ADDRESS;
            case "upstream_status" -> UPSTREAM_STATUS;
            case "upstream_cache_status" -> CACHE_STATUS;
            case "http_referer" -> REFERER;
            case "http_user_agent" -> USER_AGENT;
            case "host" -> HOST;
            case "http_host" -> HTTP_HOST;
            case "server_name" -> SERVER_NAME;
            case "ssl_protocol" -> TLS_VERSION;
            case "sent_http_content_type" -> CONTENT_TYPE;
            case "geoip_country_code", "geoip2_data_country_code" -> COUNTRY;
            default -> SKIPPED;
        };
    }
}
