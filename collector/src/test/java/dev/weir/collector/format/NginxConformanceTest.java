package dev.weir.collector.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.batch.StringField;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Lines of a real nginx and of other parsers' tests, against what they mean.
class NginxConformanceTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, StringField> TEXTS =
            Map.of(
                    "remote_addr", StringField.CLIENT_ADDRESS,
                    "remote_user", StringField.USER,
                    "method", StringField.METHOD,
                    "path", StringField.PATH,
                    "query", StringField.QUERY,
                    "protocol", StringField.PROTOCOL,
                    "referer", StringField.REFERER,
                    "user_agent", StringField.USER_AGENT,
                    "cache_status", StringField.CACHE_STATUS,
                    "ssl_protocol", StringField.TLS_VERSION);

    /// Fields of the request line: what nginx itself could not parse it does not name, but the
    /// request line in the log says it.
    private static final Set<String> OF_REQUEST_LINE =
            Set.of("method", "path", "query", "protocol");

    /// Facts that the line does not hold: a user agent of one hyphen is logged like none at all,
    /// and the format `kv` has no user.
    private static boolean isUnsaid(JsonNode one, String key) {
        String line = one.get("line").asText();
        return (key.equals("user_agent") && one.path("case").asText().equals("ua_dash"))
                || (key.equals("remote_user") && line.startsWith("time="));
    }

    /// One more field than `combined` has: with the format `combined` it is part of the last one.
    private static final Set<String> SEEN_EXTRA_FIELD = Set.of("combined", "main");

    @ParameterizedTest
    @ValueSource(strings = {"combined", "ext", "kv", "json"})
    void linesOfARealNginxMeanWhatItSays(String name) throws Exception {
        LineParser parser = LogFormat.of(formatOf(name)).newParser();
        List<String> failures = new ArrayList<>();
        List<JsonNode> cases = cases("local_nginx_" + name);
        for (JsonNode one : cases) {
            ParsedLine parsed = ParsedLine.of(parser, lineOf(one));
            check(one, parsed, failures);
        }
        assertEquals(List.of(), failures, name);
        assertEquals(158, cases.size());
    }

    @Test
    void linesOfOtherParsersTestsMeanWhatTheySay() throws Exception {
        LineParser combined = LogFormat.of("combined").newParser();
        LineParser main =
                LogFormat.of(
                                "$remote_addr - $remote_user [$time_local] \"$request\" $status"
                                        + " $body_bytes_sent \"$http_referer\" \"$http_user_agent\""
                                        + " \"$http_x_forwarded_for\"")
                        .newParser();
        List<String> failures = new ArrayList<>();
        for (JsonNode one : cases("nginx_combined")) {
            String line = one.get("line").asText();
            boolean extra =
                    SEEN_EXTRA_FIELD.contains(one.path("format").asText())
                            && line.split("\"", -1).length > 7;
            ParsedLine parsed = ParsedLine.of(extra ? main : combined, lineOf(one));
            if (one.path("expect_error").asBoolean()) {
                if (parsed.result() == ParseResult.ACCEPTED) {
                    failures.add("accepted: " + line);
                }
            } else {
                check(one, parsed, failures);
            }
        }
        assertEquals(List.of(), failures);
    }

    private static void check(JsonNode one, ParsedLine parsed, List<String> failures)
            throws MalformedBatchException {
        String name = one.path("case").asText(one.get("line").asText());
        if (parsed.result() != ParseResult.ACCEPTED) {
            failures.add(name + ": " + parsed.result());
            return;
        }
        JsonNode expect = one.get("expect");
        boolean hasRequest = parsed.text(StringField.REQUEST_LINE) != null;
        for (var field : TEXTS.entrySet()) {
            String key = field.getKey();
            // The line states more than nginx could parse of it.
            boolean fromRequestLine = OF_REQUEST_LINE.contains(key) && expect.path(key).isNull();
            if (!expect.has(key) || fromRequestLine || isUnsaid(one, key)) {
                continue;
            }
            String wanted = expect.get(key).isNull() ? null : expect.get(key).asText();
            String found = parsed.text(field.getValue());
            JsonNode exact = expect.path(key + "_b64");
            boolean same =
                    exact.isTextual()
                            ? java.util.Arrays.equals(
                                    Base64.getDecoder().decode(exact.asText()),
                                    parsed.bytes(field.getValue()))
                            : Objects.equals(blankAsAbsent(wanted), blankAsAbsent(found));
            if (!same) {
                failures.add(name + ": " + key + " is " + found + ", wanted " + wanted);
            }
        }
        if (expect.path("request").asText().isEmpty() && expect.has("request")) {
            same(failures, name, "malformed", true, parsed.reader().isMalformed(0));
        }
        if (hasRequest) {
            same(failures, name, "malformed", true, parsed.reader().isMalformed(0));
        }
        numbers(expect, parsed, name, failures);
    }

    private static void numbers(
            JsonNode expect, ParsedLine parsed, String name, List<String> failures)
            throws MalformedBatchException {
        var reader = parsed.reader();
        long time = OffsetDateTime.parse(expect.get("time").asText()).toInstant().toEpochMilli();
        same(failures, name, "time", time / 1000, reader.time(0) / 1000);
        same(failures, name, "status", expect.get("status").asInt(), reader.status(0));
        same(failures, name, "bytes", expect.get("bytes").asLong(), reader.bytesSent(0));
        if (expect.has("request_length")) {
            long length = expect.get("request_length").asLong();
            same(failures, name, "request_length", length, reader.bytesReceived(0));
        }
        millis(failures, name, expect.path("request_time_ms"), reader.duration(0));
        millis(failures, name, expect.path("upstream_time_ms"), reader.upstreamDuration(0));
        if (expect.path("host").isTextual()) {
            same(
                    failures,
                    name,
                    "host",
                    expect.get("host").asText(),
                    parsed.text(StringField.HOST));
        }
    }

    private static void millis(List<String> failures, String name, JsonNode wanted, long micros) {
        if (!wanted.isMissingNode()) {
            long expected = wanted.isNull() ? -1 : Math.round(wanted.asDouble() * 1000);
            same(failures, name, "micros", expected, micros);
        }
    }

    private static void same(
            List<String> failures,
            String name,
            String field,
            @Nullable Object wanted,
            @Nullable Object found) {
        if (!Objects.equals(wanted, found)) {
            failures.add(name + ": " + field + " is " + found + ", wanted " + wanted);
        }
    }

    private static @Nullable String blankAsAbsent(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static byte[] lineOf(JsonNode one) {
        return one.has("line_b64")
                ? Base64.getDecoder().decode(one.get("line_b64").asText())
                : one.get("line").asText().getBytes(StandardCharsets.UTF_8);
    }

    private static String formatOf(String name) throws IOException {
        if (name.equals("combined")) {
            return name;
        }
        String config = Files.readString(shared().resolve("data/logs/local/nginx/nginx.conf"));
        int start = config.indexOf("log_format " + name + " ");
        assertTrue(start >= 0, "the format is in the configuration");
        return config.substring(start, config.indexOf(";\n", start) + 1);
    }

    private static List<JsonNode> cases(String name) throws IOException {
        Path file = shared().resolve("data/conformance/" + name + ".jsonl");
        List<JsonNode> cases = new ArrayList<>();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            cases.add(JSON.readTree(line));
        }
        return cases;
    }

    /// The data that lies beside the repository on some machines.
    private static Path shared() {
        String set = System.getenv("WEIR_SHARED");
        Path found = set == null ? null : Path.of(set);
        for (Path up = Path.of("").toAbsolutePath();
                found == null && up != null;
                up = up.getParent()) {
            if (Files.isDirectory(up.resolveSibling("shared/data/conformance"))) {
                found = up.resolveSibling("shared");
            }
        }
        assumeTrue(found != null, "there is no conformance data beside the repository");
        return Objects.requireNonNull(found);
    }
}
