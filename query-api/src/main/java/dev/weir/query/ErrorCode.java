package dev.weir.query;

/// Why a request is refused. Each stands in `docs/reference/errors.md`.
enum ErrorCode {
    MALFORMED_REQUEST("malformed-request", 400, "The request is not valid HTTP"),
    UNKNOWN_PARAMETER("unknown-parameter", 400, "A query parameter is not known"),
    BAD_PARAMETER("bad-parameter", 400, "A query parameter has a value that is not allowed"),
    RANGE_TOO_LONG("range-too-long", 400, "The time range is longer than allowed"),
    TOO_MANY_POINTS("too-many-points", 400, "The answer would have more points than allowed"),
    UNAUTHENTICATED("unauthenticated", 401, "A valid key is needed"),
    FORBIDDEN("forbidden", 403, "The key does not allow this"),
    NOT_FOUND("not-found", 404, "There is no such page"),
    UNKNOWN_CUSTOMER("unknown-customer", 404, "There is no such customer"),
    UNKNOWN_DIMENSION("unknown-dimension", 404, "There is no such dimension"),
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "Only GET is answered here"),
    BODY_NOT_ALLOWED("body-not-allowed", 413, "A request here has no body"),
    URI_TOO_LONG("uri-too-long", 414, "The address is longer than allowed"),
    HOST_NOT_SERVED("host-not-served", 421, "The Host header names another site"),
    TOO_MANY_REQUESTS("too-many-requests", 429, "The key asks too often"),
    INTERNAL("internal", 500, "The server failed"),
    STORE_UNAVAILABLE("store-unavailable", 503, "The store does not answer"),
    DEADLINE_EXCEEDED("deadline-exceeded", 503, "The answer took too long"),
    TOO_MANY_STREAMS("too-many-streams", 503, "All live streams are taken");

    private static final String TYPE_PREFIX = "urn:weir:error:";

    private final String slug;
    private final int status;
    private final String title;

    ErrorCode(String slug, int status, String title) {
        this.slug = slug;
        this.status = status;
        this.title = title;
    }

    /// The last part of the problem's type, and its heading in the reference.
    String slug() {
        return slug;
    }

    /// The HTTP status.
    int status() {
        return status;
    }

    /// What went wrong, the same for every occurrence.
    String title() {
        return title;
    }

    /// The problem's type.
    String type() {
        return TYPE_PREFIX + slug;
    }
}
