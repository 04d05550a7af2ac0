package dev.weir.cli.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.collector.format.LogFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What `weir parse` says of the test cases of other parsers, and of real nginx's own logs, where
/// they lie beside the project: it agrees, or stands in the list of differences with the reason.
class ConformanceTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// Where Weir differs, by intent, and how often.
    private record Difference(String file, String field, int cases, String reason) {}

    private static final String ESCAPES = "peers leave the proxy's escaping in; Weir undoes it";
    private static final String SEEN =
            "the request line that the log has says more than nginx's own variables did";
    private static final String EMPTY = "sent empty, or sent as a hyphen: the line tells or cannot";
    private static final String BEHIND = "of a field behind those that the format has";
    private static final String NOT_SAID = "the log has no request line to show";

    private static final List<Difference> DIFFERENCES =
            List.of(
                    new Difference("apache_combined", "request", 8, ESCAPES),
                    new Difference("nginx_combined", "request", 2, ESCAPES),
                    new Difference("nginx_combined", "gzip_ratio", 1, BEHIND),
                    new Difference("nginx_combined", "x_forwarded_for", 3, BEHIND),
                    new Difference(
                            "aws_alb", "time", 3, "one peer takes another of the line's two times"),
                    new Difference(
                            "aws_alb",
                            "host",
                            4,
                            "one peer takes the certificate's domain, Weir the request's host; and"
                                    + " no hyphen of a path that there was not"),
                    new Difference(
                            "cloudfront",
                            "host",
                            2,
                            "the host that the viewer asked for, not the distribution's name:"
                                    + " customers are found by it"),
                    new Difference("haproxy_http", "path_full", 1, "shown as host, path and query"),
                    new Difference("haproxy_other", "rejected", 2, "a TLS failure is no request"),
                    new Difference("haproxy_tcp", "rejected", 1, "tcplog is counted as not HTTP"),
                    new Difference("local_nginx_combined", "path", 4, SEEN),
                    new Difference("local_nginx_ext", "path", 4, SEEN),
                    new Difference("local_nginx_none", "path", 4, SEEN),
                    new Difference("local_nginx_json", "method", 21, SEEN),
                    new Difference("local_nginx_json", "protocol", 19, SEEN),
                    new Difference("local_nginx_json", "path", 24, SEEN),
                    new Difference("local_nginx_combined", "user_agent", 2, EMPTY),
                    new Difference("local_nginx_ext", "user_agent", 2, EMPTY),
                    new Difference("local_nginx_kv", "user_agent", 2, EMPTY),
                    new Difference("local_nginx_kv", "request", 43, NOT_SAID),
                    new Difference("local_nginx_kv", "protocol", 3, NOT_SAID),
                    new Difference("local_nginx_kv", "remote_user", 4, "the log has no user"),
                    new Difference(
                            "nginx_proxy_manager",
                            "query",
                            1,
                            "a request that was none has no query"),
                    new Difference(
                            "nginx_proxy_manager",
                            "path",
                            6,
                            "a request that was none has no path"),
                    new Difference(
                            "traefik_json",
                            "request_time_ms",
                            4,
                            "Traefik writes nanoseconds; the peer keeps them as they are"));

    private static final Map<String, String> FORMATS =
            Map.ofEntries(
                    Map.entry("apache_combined", "combined"),
                    Map.entry("apache_common", "common"),
                    Map.entry("apache_vhost", "vhost-combined"),
                    Map.entry("aws_alb", "aws-alb"),
                    Map.entry("caddy_json", "caddy"),
                    Map.entry("cloudfront", "cloudfront"),
                    Map.entry("cloudfront_realtime", "cloudfront-realtime"),
                    Map.entry("envoy_default", "envoy"),
                    Map.entry("envoy_other", "envoy-json"),
                    Map.entry("haproxy_http", "haproxy"),
                    Map.entry("haproxy_other", "haproxy"),
                    Map.entry("haproxy_tcp", "haproxy"),
                    Map.entry("nginx_combined", "combined"),
                    Map.entry("nginx_ingress", "ingress-nginx"),
                    Map.entry("nginx_json", "json"),
                    Map.entry("nginx_proxy_manager", "nginx-proxy-manager"),
                    Map.entry("squid_native", "squid"),
                    Map.entry("traefik_clf", "traefik"),
                    Map.entry("traefik_json", "traefik-json"),
                    Map.entry("zoraxy", "zoraxy"));

    /// Of the cases that come without their format, by their number in the file.
    private static final Map<Integer, String> CUSTOM =
            Map.of(
                    0,
                    "[$time_local] $host $remote_addr $request_time \"$request\" $status"
                            + " $body_bytes_sent $bytes_sent $http_referer $http_user_agent",
                    1,
                    "[$time_local] $host $remote_addr $request_time \"$request\" $status"
                            + " $body_bytes_sent $bytes_sent $http_referer $http_user_agent",
                    2,
                    "nginx-proxy-manager",
                    3,
                    "vhost-combined",
                    4,
                    "vhost-combined",
                    5,
                    "vhost-combined",
                    6,
                    "vhost-combined",
                    12,
                    "combined");

    @Test
    void everyCaseHoldsOrStandsInTheList() throws Exception {
        Path directory = shared().resolve("data/conformance");
        Map<String, Integer> found = new TreeMap<>();
        int cases = 0;
        try (var files = Files.list(directory)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".jsonl")).toList()) {
                String name = String.valueOf(file.getFileName()).replace(".jsonl", "");
                cases += run(name, file, found);
            }
        }
        Map<String, Integer> listed = new TreeMap<>();
        for (Difference each : DIFFERENCES) {
            listed.put(each.file() + " " + each.field(), each.cases());
        }
        assertEquals(listed, found);
        assertEquals(989, cases);
    }

    private static int run(String name, Path file, Map<String, Integer> found) throws Exception {
        int number = 0;
        for (String text : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            JsonNode one = JSON.readTree(text);
            for (String field : differences(name, number, one)) {
                found.merge(name + " " + field, 1, Integer::sum);
            }
            number++;
        }
        return number;
    }

    private static Collection<String> differences(String name, int number, JsonNode one)
            throws Exception {
        ParsedLine line = new ParsedLine(LogFormat.of(formatOf(name, number, one)));
        String header = one.path("header").asText();
        if (header.startsWith("#")) {
            byte[] bytes = header.getBytes(StandardCharsets.UTF_8);
            line.read(bytes, 0, bytes.length);
        }
        byte[] bytes =
                one.has("line_b64")
                        ? Base64.getDecoder().decode(one.get("line_b64").asText())
                        : one.get("line").asText().getBytes(StandardCharsets.UTF_8);
        line.read(bytes, 0, bytes.length);
        JsonNode said = JSON.readTree(ParsedLineJson.of(line));
        if (one.path("expect_error").asBoolean()) {
            return said.has("rejected") ? List.of() : List.of("accepted");
        }
        if (said.has("rejected")) {
            return List.of("rejected");
        }
        List<String> lenient = new ArrayList<>();
        one.path("lenient").forEach(field -> lenient.add(field.asText()));
        List<String> different = new ArrayList<>();
        for (var expected : one.get("expect").properties()) {
            String field = expected.getKey();
            boolean compared =
                    !field.endsWith("_b64") && !field.startsWith("_") && !lenient.contains(field);
            if (compared && !agrees(field, expected.getValue(), one.get("expect"), said)) {
                different.add(field);
            }
        }
        return different;
    }

    private static boolean agrees(String field, JsonNode wanted, JsonNode expect, JsonNode said) {
        JsonNode found = said.path(field);
        if (wanted.isNull() || found.isMissingNode()) {
            return wanted.isNull() && found.isMissingNode();
        }
        if (expect.has(field + "_b64")) {
            return exact(field, expect.get(field + "_b64").asText(), said);
        }
        if (field.equals("time")) {
            // Peers keep seconds, milliseconds or microseconds.
            Duration apart =
                    Duration.between(
                            OffsetDateTime.parse(wanted.asText()),
                            OffsetDateTime.parse(found.asText()));
            return apart.abs().toMillis() < 1000;
        }
        if (wanted.isNumber()) {
            return found.isNumber() && wanted.asDouble() == found.asDouble();
        }
        return Objects.equals(wanted.asText(), found.asText());
    }

    private static boolean exact(String field, String base64, JsonNode said) {
        JsonNode exact = said.path(field + "_b64");
        String text =
                exact.isTextual()
                        ? exact.asText()
                        : Base64.getEncoder()
                                .encodeToString(
                                        said.path(field).asText().getBytes(StandardCharsets.UTF_8));
        return text.equals(base64);
    }

    private static String formatOf(String name, int number, JsonNode one) throws IOException {
        String known = FORMATS.get(name);
        if (known != null) {
            return known;
        }
        if (name.equals("nginx_custom")) {
            @Nullable String custom = CUSTOM.get(number);
            return custom != null ? custom : one.get("log_format").asText().replace("\\t", "\t");
        }
        String format = name.replace("local_nginx_", "");
        if (format.equals("combined")) {
            return format;
        }
        Path config = shared().resolve("data/logs/local/nginx/nginx.conf");
        String text = Files.readString(config);
        int start = text.indexOf("log_format " + format + " ");
        return text.substring(start, text.indexOf(";\n", start) + 1);
    }

    /// The data that lies beside the project on some machines.
    private static Path shared() {
        String given = System.getenv("WEIR_SHARED");
        Path found = given == null ? null : Path.of(given);
        for (Path up = Path.of("").toAbsolutePath();
                found == null && up != null;
                up = up.getParent()) {
            if (Files.isDirectory(up.resolveSibling("shared/data/conformance"))) {
                found = up.resolveSibling("shared");
            }
        }
        assumeTrue(found != null, "there is no conformance data beside the project");
        return Objects.requireNonNull(found);
    }
}
