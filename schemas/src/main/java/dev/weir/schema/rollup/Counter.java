package dev.weir.schema.rollup;

/// A number of a rollup that adds up. The ordinal is the position on the wire: new ones go last.
public enum Counter {
    /// All requests, malformed ones included.
    REQUESTS("requests"),
    /// Bytes sent to clients.
    BYTES_SENT("bytes_sent"),
    /// Bytes received from clients.
    BYTES_RECEIVED("bytes_received"),
    /// Requests answered from the cache.
    CACHED_REQUESTS("cached_requests"),
    /// Bytes sent from the cache.
    CACHED_BYTES("cached_bytes"),
    /// Requests over TLS.
    ENCRYPTED_REQUESTS("encrypted_requests"),
    /// Answers by status class; the five sum to the requests that have a status.
    STATUS_1XX("status_1xx"),
    STATUS_2XX("status_2xx"),
    STATUS_3XX("status_3xx"),
    STATUS_4XX("status_4xx"),
    STATUS_5XX("status_5xx"),
    /// Requests that carry an attack.
    THREATS("threats"),
    /// Requests without a request line that HTTP knows.
    MALFORMED("malformed"),
    /// Successful GETs of pages: HTML by content type or, where the log has none, by path.
    PAGE_VIEWS("page_views"),
    /// Requests for which an origin was asked.
    ORIGIN_REQUESTS("origin_requests");

    private final String wireName;

    Counter(String wireName) {
        this.wireName = wireName;
    }

    /// The name in the API and in stores.
    public String wireName() {
        return wireName;
    }
}
