package dev.weir.collector.format;

/// Cloudflare Logpush: the dataset `http_requests` as NDJSON.
///
/// See <https://developers.cloudflare.com/logs/logpush/logpush-job/datasets/zone/http_requests/>.
final class CloudflareFormats {
    static Layout logpush() {
        return new JsonBuilder()
                .key(Field.TIME, "EdgeStartTimestamp", "EdgeEndTimestamp")
                .key(Field.METHOD, "ClientRequestMethod")
                .key(Field.TARGET, "ClientRequestURI", "ClientRequestPath")
                .key(Field.PROTOCOL, "ClientRequestProtocol")
                .key(Field.HOST, "ClientRequestHost")
                .key(Field.CLIENT_ADDRESS, "ClientIP")
                .key(Field.USER_AGENT, "ClientRequestUserAgent")
                .key(Field.REFERER, "ClientRequestReferer")
                .key(Field.BYTES_RECEIVED, "ClientRequestBytes")
                .key(Field.TLS_VERSION, "ClientSSLProtocol")
                .key(Field.COUNTRY, "ClientCountry")
                .key(Field.SCHEME, "ClientRequestScheme")
                .key(Field.STATUS, "EdgeResponseStatus")
                .key(Field.BODY_BYTES, "EdgeResponseBodyBytes", "EdgeResponseBytes")
                .key(Field.CONTENT_TYPE, "EdgeResponseContentType")
                .key(Field.CACHE_STATUS, "CacheCacheStatus")
                .took(Field.DURATION, Unit.MILLISECONDS, "EdgeTimeToFirstByteMs")
                .took(Field.UPSTREAM_DURATION, Unit.MILLISECONDS, "OriginResponseDurationMs")
                .took(Field.UPSTREAM_DURATION, Unit.NANOSECONDS, "OriginResponseTime")
                .key(Field.UPSTREAM_ADDRESS, "OriginIP")
                .key(Field.UPSTREAM_STATUS, "OriginResponseStatus")
                .key(Field.REQUEST_ID, "RayID")
                .build(Absence.EMPTY);
    }

    private CloudflareFormats() {}
}
