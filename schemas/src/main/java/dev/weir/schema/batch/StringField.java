package dev.weir.schema.batch;

/// A field of a request whose value is a string, in the order of the wire.
public enum StringField {
    CUSTOMER,
    HOST,
    METHOD,
    PATH,
    QUERY,
    PROTOCOL,
    CLIENT_ADDRESS,
    REFERER,
    USER_AGENT,
    CACHE_STATUS,
    TLS_VERSION,
    CONTENT_TYPE,
    COUNTRY,
    USER,
    UPSTREAM_ADDRESS,
    /// Only of a malformed request: the whole request line as it came.
    REQUEST_LINE;

    static final StringField[] ALL = values();
}
