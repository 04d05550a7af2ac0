package dev.weir.schema.rollup;

/// Requests counted by the value of a field. The ordinal is the position on the wire: new ones go
/// last.
public enum Breakdown {
    STATUS("status"),
    METHOD("method"),
    CACHE_STATUS("cache_status"),
    PROTOCOL("protocol"),
    TLS_VERSION("tls_version"),
    CONTENT_TYPE("content_type"),
    COUNTRY("country"),
    /// The proxy host that answered.
    EDGE_HOST("edge_host"),
    /// The attack that a request carries: "sqli", "xss", "traversal".
    THREAT("threat"),
    /// The kind of the client's address: "ipv4", "ipv6", "private" (of no public network), "other"
    /// (hashed, a socket's path …).
    IP_CLASS("ip_class");

    /// Keys a rollup keeps; requests of further keys count as "other".
    public static final int MAX_KEYS = 64;

    private final String wireName;

    Breakdown(String wireName) {
        this.wireName = wireName;
    }

    /// The name in the API and in stores.
    public String wireName() {
        return wireName;
    }
}
