package dev.weir.collector.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A line of a format, and what it means.
///
/// @param directives lines that must come before it
/// @param path without the query
/// @param client as the log has it, without the port
/// @param host in lower case; null if the format does not say
record FormatSample(
        String format,
        List<String> directives,
        String line,
        String method,
        String path,
        @Nullable String query,
        int status,
        String client,
        @Nullable String host,
        long timeMillis,
        long bytes,
        long micros) {
    /// 21 November 2026, 02:10:20 UTC.
    private static final long SECOND = 1_795_227_020_000L;

    private static FormatSample of(
            String format, String line, @Nullable String host, long millis, long micros) {
        return new FormatSample(
                format,
                List.of(),
                line,
                "GET",
                "/a/b.html",
                "q=1&r=%20",
                206,
                "192.0.2.7",
                host,
                SECOND + millis,
                1234,
                micros);
    }

    private static FormatSample w3c(
            String format, String fields, String line, long millis, long micros) {
        FormatSample plain = of(format, line, "www.example.com", millis, micros);
        return new FormatSample(
                format,
                List.of("#Version: 1.0", "#Fields: " + fields),
                line,
                plain.method,
                plain.path,
                plain.query,
                plain.status,
                plain.client,
                plain.host,
                plain.timeMillis,
                plain.bytes,
                plain.micros);
    }

    /// The same of a format that does not say how many bytes were sent.
    private FormatSample withoutBytes() {
        return new FormatSample(
                format,
                directives,
                line,
                method,
                path,
                query,
                status,
                client,
                host,
                timeMillis,
                -1,
                micros);
    }

    /// One for each format that has a name.
    static List<FormatSample> all() {
        String request = "\"GET /a/b.html?q=1&r=%20 HTTP/1.1\"";
        String common = "192.0.2.7 - bob [21/Nov/2026:02:10:20 +0000] " + request + " 206 1234";
        String combined = common + " \"http://r.example/\" \"Mozilla/5.0 (X11)\"";
        return List.of(
                of("common", common, null, 0, -1),
                of("combined", combined, null, 0, -1),
                of("main", combined + " \"198.51.100.1\"", null, 0, -1),
                of("vhost-combined", "WWW.example.com:443 " + combined, "www.example.com", 0, -1),
                of(
                        "ingress-nginx",
                        combined
                                + " 512 0.042 [default-web-80] [] 10.0.0.1:80, 10.0.0.2:80 0, 1234"
                                + " 0.010, 0.030 502, 206 4f1c",
                        null,
                        0,
                        42_000),
                of(
                        "nginx-proxy-manager",
                        "[21/Nov/2026:02:10:20 +0000] HIT 206 206 - GET https www.example.com"
                                + " \"/a/b.html?q=1&r=%20\" [Client 192.0.2.7] [Length 1234] [Gzip"
                                + " 2.5] [Sent-to 10.0.0.1] \"Mozilla/5.0\" \"-\"",
                        "www.example.com",
                        0,
                        -1),
                of(
                        "haproxy",
                        "<134>Nov 21 02:10:20 edge haproxy[31]: 192.0.2.7:4711"
                                + " [21/Nov/2026:02:10:20.123] web~ app/app1 0/0/1/40/42 206 1234 - -"
                                + " ---- 1/1/0/0/0 0/0 {x|y} "
                                + request,
                        null,
                        123,
                        42_000),
                of(
                        "traefik",
                        combined + " 7 \"web@docker\" \"http://10.0.0.1:80\" 42ms",
                        null,
                        0,
                        42_000),
                of(
                        "traefik-json",
                        "{\"ClientHost\":\"192.0.2.7\",\"DownstreamContentSize\":1234,"
                                + "\"DownstreamStatus\":206,\"Duration\":42000000,"
                                + "\"RequestHost\":\"www.example.com\",\"RequestMethod\":\"GET\","
                                + "\"RequestPath\":\"/a/b.html?q=1\\u0026r=%20\","
                                + "\"StartUTC\":\"2026-11-21T02:10:20.123456789Z\"}",
                        "www.example.com",
                        123,
                        42_000),
                of(
                        "envoy",
                        "[2026-11-21T02:10:20.123Z] "
                                + request
                                + " 206 - 0 1234 42 40 \"192.0.2.7, 10.0.0.1\" \"curl/8\" \"id\""
                                + " \"www.example.com\" \"10.0.0.1:80\"",
                        "www.example.com",
                        123,
                        42_000),
                of(
                        "istio",
                        "[2026-11-21T02:10:20.123Z] "
                                + request
                                + " 206 - via_upstream - \"-\" 0 1234 42 40 \"192.0.2.7\" \"curl/8\""
                                + " \"id\" \"www.example.com\" \"10.0.0.1:80\""
                                + " outbound|80||web.default 10.0.0.9:1 10.0.0.8:80 10.0.0.7:2"
                                + " www.example.com default",
                        "www.example.com",
                        123,
                        42_000),
                of(
                        "envoy-json",
                        "{\"start_time\":\"2026-11-21T02:10:20.123Z\",\"method\":\"GET\","
                                + "\"path\":\"/a/b.html?q=1&r=%20\",\"response_code\":206,"
                                + "\"bytes_sent\":1234,\"duration\":42,\"authority\":"
                                + "\"www.example.com:8443\",\"downstream_remote_address\":"
                                + "\"192.0.2.7:4711\",\"upstream_host\":null}",
                        "www.example.com",
                        123,
                        42_000),
                of(
                        "caddy",
                        "{\"level\":\"info\",\"ts\":1795227020.1234567,\"logger\":"
                                + "\"http.log.access\",\"request\":{\"remote_ip\":\"10.0.0.1\","
                                + "\"client_ip\":\"192.0.2.7\",\"proto\":\"HTTP/2.0\",\"method\":"
                                + "\"GET\",\"host\":\"www.example.com\",\"uri\":"
                                + "\"/a/b.html?q=1&r=%20\",\"headers\":{\"User-Agent\":[\"curl/8\"]}},"
                                + "\"duration\":0.042,\"size\":1234,\"status\":206}",
                        "www.example.com",
                        123,
                        42_000),
                of(
                        "varnish",
                        "192.0.2.7, 10.0.0.1 - - [21/Nov/2026:02:10:20 +0000] \"GET"
                                + " http://www.example.com/a/b.html?q=1&r=%20 HTTP/1.1\" 206 1234"
                                + " \"-\" \"curl/8\"",
                        "www.example.com",
                        0,
                        -1),
                of(
                        "squid",
                        "1795227020.123     42 192.0.2.7 TCP_MISS/206 1234 GET"
                                + " http://www.example.com/a/b.html?q=1&r=%20 - HIER_DIRECT/10.0.0.1"
                                + " text/html",
                        "www.example.com",
                        123,
                        42_000),
                of(
                        "aws-alb",
                        "https 2026-11-21T02:10:20.123456Z app/lb/50dc6c495c0c9188 192.0.2.7:4711"
                                + " 10.0.0.1:80 0.001 0.040 0.001 206 200 34 1234 \"GET"
                                + " https://www.example.com:443/a/b.html?q=1&r=%20 HTTP/1.1\""
                                + " \"curl/8\" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:x"
                                + " \"Root=1-5\"",
                        "www.example.com",
                        123,
                        42_000),
                w3c(
                        "cloudfront",
                        "date time sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status"
                                + " cs(Referer) cs(User-Agent) cs-uri-query x-edge-result-type"
                                + " x-host-header time-taken",
                        "2026-11-21\t02:10:20\t1234\t192.0.2.7\tGET\td1.cloudfront.net\t/a/b.html"
                                + "\t206\t-\tcurl/8%2520x\tq=1&r=%20\tHit\twww.example.com\t0.042",
                        0,
                        42_000),
                of(
                        "cloudfront-json",
                        "{\"date\":\"2026-11-21\",\"time\":\"02:10:20\",\"sc-bytes\":\"1234\","
                                + "\"c-ip\":\"192.0.2.7\",\"cs-method\":\"GET\",\"cs(Host)\":"
                                + "\"d1.cloudfront.net\",\"cs-uri-stem\":\"/a/b.html\","
                                + "\"cs-uri-query\":\"q=1&r=%20\",\"sc-status\":\"206\","
                                + "\"x-host-header\":\"www.example.com\",\"time-taken\":\"0.042\"}",
                        "www.example.com",
                        0,
                        42_000),
                w3c(
                        "cloudfront-realtime",
                        "timestamp c-ip sc-status sc-bytes cs-method cs-uri-stem x-host-header"
                                + " time-taken",
                        "1795227020.123\t192.0.2.7\t206\t1234\tGET\t/a/b.html?q=1&r=%20"
                                + "\twww.example.com\t0.042",
                        123,
                        42_000),
                w3c(
                        "iis",
                        "date time cs-method cs-uri-stem cs-uri-query c-ip cs(User-Agent) cs-host"
                                + " sc-status sc-bytes time-taken",
                        "2026-11-21 02:10:20 GET /a/b.html q=1&r=%20 192.0.2.7 Mozilla/5.0+(X11)"
                                + " www.example.com 206 1234 42",
                        0,
                        42_000),
                of(
                        "cloudflare",
                        "{\"ClientIP\":\"192.0.2.7\",\"ClientRequestHost\":\"www.example.com\","
                                + "\"ClientRequestMethod\":\"GET\",\"ClientRequestURI\":"
                                + "\"/a/b.html?q=1&r=%20\",\"EdgeResponseStatus\":206,"
                                + "\"EdgeResponseBytes\":1234,\"EdgeStartTimestamp\":"
                                + "1795227020123000000,\"EdgeTimeToFirstByteMs\":42}",
                        "www.example.com",
                        123,
                        42_000),
                of(
                                "zoraxy",
                                "2026/11/21 02:10:20 [2026-11-21 02:10:20.123456] [router:host-http]"
                                        + " [origin:www.example.com] [client: 192.0.2.7] [useragent: curl/8]"
                                        + " GET /a/b.html?q=1&r=%20 206",
                                "www.example.com",
                                123,
                                -1)
                        .withoutBytes(),
                of(
                        "json",
                        "{\"time_local\":\"2026-11-21T03:10:20+01:00\",\"remote_addr\":"
                                + "\"192.0.2.7\",\"request\":\"GET /a/b.html?q=1&r=%20 HTTP/1.1\","
                                + "\"status\":\"206\",\"body_bytes_sent\":1234,\"request_time\":"
                                + "0.042,\"host\":\"www.example.com\"}",
                        "www.example.com",
                        0,
                        42_000));
    }

    @Override
    public String toString() {
        return format;
    }
}
