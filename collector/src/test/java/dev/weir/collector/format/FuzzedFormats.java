package dev.weir.collector.format;

import dev.weir.schema.yaml.ConfigurationException;
import java.util.ArrayList;
import java.util.List;

/// Takes the byte with which a fuzz input begins, gives the format that the rest of it is read with.
///
/// Inputs are kept for years and know their format by its place here: new formats go to the end.
final class FuzzedFormats {
    /// A format, and a line of it that no noise before it may change.
    ///
    /// @param directives lines that must come before that line
    record Fuzzed(String format, LogFormat compiled, List<String> directives, String goodLine) {
        @Override
        public String toString() {
            return format;
        }
    }

    /// Of the formats that have a name the good line is their [FormatSample].
    private static final List<String> NAMED =
            List.of(
                    "combined",
                    "common",
                    "main",
                    "vhost-combined",
                    "ingress-nginx",
                    "nginx-proxy-manager",
                    "json",
                    "haproxy",
                    "traefik",
                    "traefik-json",
                    "envoy",
                    "istio",
                    "envoy-json",
                    "caddy",
                    "varnish",
                    "squid",
                    "aws-alb",
                    "cloudfront",
                    "cloudfront-realtime",
                    "iis",
                    "cloudflare",
                    "zoraxy");

    /// Format strings, each with its good line.
    private static final List<List<String>> STRINGS =
            List.of(
                    List.of(
                            "time=$time_iso8601 client=$remote_addr host=\"$host\" req=\"$request\""
                                    + " status=$status urt=\"$upstream_response_time\""
                                    + " ua=\"$http_user_agent\"",
                            "time=2026-11-21T02:10:20+00:00 client=::1 host=\"h\" req=\"GET /?a"
                                    + " HTTP/1.1\" status=200 urt=\"0.1, 0.2\" ua=\"c \\x22 d\""),
                    List.of(
                            "escape=json {\"t\":$msec,\"r\":\"$request\",\"s\":$status,"
                                    + "\"ua\":\"$http_user_agent\"}",
                            "{\"t\":1795227020.369,\"r\":\"GET /\\u0001 HTTP/1.1\",\"s\":404,"
                                    + "\"ua\":\"\\\"x\\\\\"}"),
                    List.of(
                            "escape=none $remote_addr [$time_local] \"$request\" $status"
                                    + " \"$http_referer\" \"$http_user_agent\"",
                            "::1 [21/Nov/2026:02:10:20 +0000] \"GET /a\"b HTTP/1.1\" 200 \"r\""
                                    + " \"u\"a\""),
                    List.of("\"$request\" $status", "\"GET /a HTTP/1.1\" 200"),
                    List.of(
                            "%v:%p %a %u %{begin:%Y-%m-%dT%T}t %D \"%m %U%q %H\" %>s %B"
                                    + " \"%{User-Agent}i\" %{Content-Type}o",
                            "v.example:80 192.0.2.7 - 2026-11-21T02:10:20 42 \"GET /a?b HTTP/1.1\""
                                    + " 200 7 \"u \\\"x\\\" \\xc3\" text/html"),
                    List.of(
                            "haproxy captures=host,referer,user-agent",
                            "192.0.2.7:1 [21/Nov/2026:02:10:20.001] f b/s 0/0/0/1/2 200 7 - - ----"
                                    + " 1/1/0/0/0 0/0 {h|r#22|u} {x} \"GET /a#20b HTTP/1.1\""),
                    List.of(
                            "%{+Q}o %ci [%tr] %ST %HM %HU %[req.hdr(host)]",
                            " \"192.0.2.7\" [\"21/Nov/2026:02:10:20.001\"] \"200\" \"GET\" \"/a?b\""
                                    + " \"h:80\""),
                    List.of(
                            "%{%d.%m.%Y %T}t,%{msec_frac}t %h %{%c}t \"%r\" %>s",
                            "21.11.2026 02:10:20,123 192.0.2.7 Sat Nov 21 02:10:20 2026 \"GET /a?b"
                                    + " HTTP/1.1\" 200"),
                    List.of("cloudfront-json", sample("cloudfront-json").line()));

    static final List<Fuzzed> ALL = all();

    /// The format that a fuzz input's first byte stands for.
    static Fuzzed of(byte first) {
        return ALL.get(Math.floorMod(first - 'A', ALL.size()));
    }

    /// The byte that stands for a format.
    static byte byteOf(String format) {
        for (int index = 0; index < ALL.size(); index++) {
            if (ALL.get(index).format().equals(format)) {
                return (byte) ('A' + index);
            }
        }
        throw new IllegalArgumentException(format + " is not fuzzed");
    }

    private static List<Fuzzed> all() {
        List<Fuzzed> all = new ArrayList<>();
        try {
            for (String name : NAMED) {
                FormatSample sample = sample(name);
                LogFormat compiled = LogFormat.of(name);
                all.add(new Fuzzed(name, compiled, sample.directives(), sample.line()));
            }
            for (List<String> string : STRINGS) {
                LogFormat compiled = LogFormat.of(string.getFirst());
                all.add(new Fuzzed(string.getFirst(), compiled, List.of(), string.getLast()));
            }
        } catch (ConfigurationException e) {
            throw new IllegalStateException(e);
        }
        return List.copyOf(all);
    }

    private static FormatSample sample(String format) {
        return FormatSample.all().stream()
                .filter(sample -> sample.format().equals(format))
                .findFirst()
                .orElseThrow();
    }

    private FuzzedFormats() {}
}
