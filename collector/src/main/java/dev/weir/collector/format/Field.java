package dev.weir.collector.format;

import dev.weir.schema.batch.StringField;
import org.jspecify.annotations.Nullable;

/// What a piece of a line says of its request.
///
/// Those with a name of their own have no place in a batch: they are shown to people who try out a
/// format, and read no further.
enum Field {
    SKIPPED,
    TIME,
    /// The request line: method, target, protocol.
    REQUEST("request"),
    METHOD(StringField.METHOD),
    /// As the client sent it, query included.
    TARGET,
    /// Without the query.
    PATH(StringField.PATH),
    QUERY,
    PROTOCOL(StringField.PROTOCOL),
    CLIENT_ADDRESS,
    USER(StringField.USER),
    STATUS,
    /// Sent to the client, without headers.
    BODY_BYTES,
    /// Sent to the client, headers included.
    TOTAL_BYTES("bytes_sent"),
    BYTES_RECEIVED,
    DURATION,
    UPSTREAM_DURATION,
    UPSTREAM_ADDRESS,
    UPSTREAM_STATUS,
    CACHE_STATUS(StringField.CACHE_STATUS),
    REFERER(StringField.REFERER),
    USER_AGENT(StringField.USER_AGENT),
    HOST,
    TLS_VERSION,
    CONTENT_TYPE(StringField.CONTENT_TYPE),
    COUNTRY(StringField.COUNTRY),
    SCHEME("scheme"),
    FORWARDED_FOR("x_forwarded_for"),
    FRONTEND("frontend"),
    BACKEND("backend"),
    SERVER("server"),
    TERMINATION_STATE("termination_state"),
    RESPONSE_FLAGS("response_flags"),
    ROUTER("router"),
    UPSTREAM_NAME("proxy_upstream_name"),
    UPSTREAM_BYTES("upstream_response_length"),
    GZIP_RATIO("gzip_ratio"),
    REQUEST_ID("req_id");

    /// The name under which it is shown; null if the batch has it.
    final @Nullable String shownAs;

    /// Where its text goes as it stands; null if more is to be done, or nothing.
    final @Nullable StringField text;

    Field() {
        this(null, null);
    }

    Field(String shownAs) {
        this(shownAs, null);
    }

    Field(StringField text) {
        this(null, text);
    }

    Field(@Nullable String shownAs, @Nullable StringField text) {
        this.shownAs = shownAs;
        this.text = text;
    }

    /// Whether anything of it goes to the batch.
    boolean isKept() {
        return this != SKIPPED && (shownAs == null || this == REQUEST || this == TOTAL_BYTES);
    }

    /// A bit of its own in a set of fields.
    long bit() {
        return 1L << ordinal();
    }
}
