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
    ORIGIN_REQUESTS("origin_requests"),
    /// Bytes sent over TLS.
    ENCRYPTED_BYTES("encrypted_bytes"),
    /// Time spent on requests, in microseconds.
    DURATION_MICROS("duration_micros"),
    /// Time spent waiting for origins, in microseconds.
    ORIGIN_MICROS("origin_micros"),
    /// Requests whose origin answered with 500 or above.
    ORIGIN_ERRORS("origin_errors"),
    /// Answers by the bytes sent, each up to its name's size and above the one before; the eight
    /// sum to the requests that say how many bytes were sent.
    SIZE_1K("size_1k"),
    SIZE_10K("size_10k"),
    SIZE_100K("size_100k"),
    SIZE_1M("size_1m"),
    SIZE_10M("size_10m"),
    SIZE_100M("size_100m"),
    SIZE_1G("size_1g"),
    SIZE_ABOVE_1G("size_above_1g");

    private static final Counter[] ALL = values();

    /// Number of counters.
    public static final int COUNT = ALL.length;

    private final String wireName;

    Counter(String wireName) {
        this.wireName = wireName;
    }

    /// Where an answer of so many bytes counts: sizes in powers of ten, as 1,000 bytes.
    public static Counter size(long bytes) {
        int size = SIZE_1K.ordinal();
        for (long limit = 1_000; bytes > limit && size < SIZE_ABOVE_1G.ordinal(); limit *= 10) {
            size++;
        }
        return ALL[size];
    }

    /// The name in the API and in stores.
    public String wireName() {
        return wireName;
    }
}
