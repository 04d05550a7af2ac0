package dev.weir.collector.format;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Gives a request at random: what nginx's variables hold of it, and what a parser must say.
///
/// Text is odd wherever a client writes it: one character is one byte, and any byte may come.
final class KnownRequest {
    private static final String ODD =
            "\" \\'[]{}-/:?#%,;=\t\r\n\u0000\u001b\u007f\u0080\u00c3\u00ff";

    private final Random random;
    private final boolean dashIsAbsent;
    private final Map<String, @Nullable String> values = new HashMap<>();
    private final Map<String, String> truth = new HashMap<>();
    private final NavigableMap<String, String> ofRequest = new TreeMap<>();

    KnownRequest(Random random, String escaping) {
        this.random = random;
        this.dashIsAbsent = escaping.equals("default");
        put("remote_addr", "CLIENT_ADDRESS", random.nextBoolean() ? "192.0.2.7" : "2001:db8::7");
        text("remote_user", "USER", random.nextInt(3) > 0 ? null : name());
        text("http_referer", "REFERER", anything());
        text("http_user_agent", "USER_AGENT", anything());
        text("upstream_cache_status", "CACHE_STATUS", random.nextBoolean() ? "HIT" : null);
        time();
        request();
        numbers();
        upstreams();
        values.put("proxy_upstream_name", random.nextBoolean() ? "default-web-80" : "");
        values.put("proxy_alternative_upstream_name", "");
        values.put("upstream_response_length", "0, 1234");
        values.put("req_id", "4f1c");
    }

    Map<String, @Nullable String> values() {
        return values;
    }

    /// What a line of the format says.
    NavigableMap<String, String> said(String format) {
        NavigableMap<String, String> said = new TreeMap<>(ofRequest);
        truth.forEach((variable, field) -> {
            if ((format + " ").matches("(?s).*\\$" + variable + "[^a-z0-9_].*")) {
                String[] parts = field.split("=", 2);
                said.put(parts[0], parts[1]);
            }
        });
        return said;
    }

    /// A byte that means something in some format, or any other.
    static char odd(Random random) {
        return random.nextInt(3) > 0
                ? ODD.charAt(random.nextInt(ODD.length()))
                : (char) random.nextInt(256);
    }

    private void put(String variable, String field, String value) {
        values.put(variable, value);
        truth.put(variable, field + "=" + value);
    }

    private void text(String variable, String field, @Nullable String value) {
        values.put(variable, value);
        boolean absent = value == null || value.equals(dashIsAbsent ? "-" : "");
        if (!absent && value != null) {
            truth.put(variable, field + "=" + value);
        }
    }

    /// Absent, empty, a hyphen, ordinary, odd, or very long and odd.
    private @Nullable String anything() {
        return switch (random.nextInt(8)) {
            case 0 -> null;
            case 1 -> "";
            case 2 -> "-";
            case 3 -> "Mozilla/5.0 (X11; Linux x86_64)";
            case 4 -> "x\" 200 7 \"-\" \"" + bytes(20);
            case 5 -> random.nextInt(20) == 0 ? bytes(20_000) : bytes(100);
            default -> bytes(30);
        };
    }

    private String bytes(int most) {
        StringBuilder bytes = new StringBuilder();
        for (int left = random.nextInt(most); left > 0; left--) {
            bytes.append(random.nextBoolean() ? odd(random) : (char) random.nextInt('a', 'z'));
        }
        return bytes.toString();
    }

    private String name() {
        return List.of("bob", "bob smith", "b [x", "\u00fc\"\\", "a-b").get(random.nextInt(5));
    }

    private void time() {
        long millis = random.nextLong(0, 4_000_000_000_000L);
        Instant instant = Instant.ofEpochMilli(millis);
        ZoneOffset zone = ZoneOffset.ofTotalSeconds(random.nextInt(-47, 57) * 900);
        ZonedDateTime local = instant.atZone(zone);
        values.put("msec", String.format("%d.%03d", millis / 1000, millis % 1000));
        truth.put("msec", "TIME=" + millis);
        DateTimeFormatter common = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.US);
        values.put("time_local", common.format(local));
        truth.put("time_local", "TIME=" + millis / 1000 * 1000);
        DateTimeFormatter iso = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx", Locale.US);
        values.put("time_iso8601", iso.format(local));
        truth.put("time_iso8601", "TIME=" + millis / 1000 * 1000);
    }

    private void request() {
        String host = random.nextInt(3) == 0 ? null : "WWW.example.com:80";
        text("host", "HOST", host);
        if (host != null) {
            truth.put("host", "HOST=www.example.com");
        }
        if (random.nextInt(6) == 0) {
            noRequest();
            return;
        }
        String method = random.nextBoolean() ? "GET" : "M-SEARCH";
        String path = "/" + bytes(20).replaceAll("[ ?]", "_");
        String query = random.nextBoolean() ? null : bytes(20).replace(' ', '_');
        String target = query == null ? path : path + "?" + query;
        String protocol = random.nextInt(5) == 0 ? null : "HTTP/1.1";
        values.put("request", method + " " + target + (protocol == null ? "" : " " + protocol));
        ofRequest.put("METHOD", method);
        ofRequest.put("PATH", path);
        if (query != null) {
            ofRequest.put("QUERY", query);
        }
        if (protocol != null) {
            ofRequest.put("PROTOCOL", protocol);
        }
    }

    private void noRequest() {
        String sent =
                switch (random.nextInt(4)) {
                    case 0 -> null;
                    case 1 -> "";
                    case 2 -> "\u0016\u0003\u0001" + bytes(60);
                    default -> "\u0003\u0000\u0000/*\u00e0 Cookie: mstshash=" + bytes(20);
                };
        values.put("request", sent);
        ofRequest.put("MALFORMED", "");
        ofRequest.put("REQUEST_LINE", sent == null ? "" : sent);
    }

    private void numbers() {
        put("status", "STATUS", Integer.toString(random.nextInt(100, 600)));
        put("body_bytes_sent", "SENT", Long.toString(random.nextLong(1L << random.nextInt(1, 50))));
        put("request_length", "RECEIVED", Integer.toString(random.nextInt(70_000)));
        long millis = random.nextInt(100_000);
        values.put("request_time", String.format("%d.%03d", millis / 1000, millis % 1000));
        truth.put("request_time", "DURATION=" + millis * 1000);
    }

    /// None, or several attempts, some of which took no time that is known.
    private void upstreams() {
        int attempts = random.nextInt(4);
        StringBuilder times = new StringBuilder();
        StringBuilder statuses = new StringBuilder();
        StringBuilder addresses = new StringBuilder();
        long sum = -1;
        int status = 0;
        for (int attempt = 0; attempt < attempts; attempt++) {
            String separator = attempt == 0 ? "" : random.nextBoolean() ? ", " : " : ";
            status = random.nextInt(100, 600);
            long millis = random.nextInt(10_000);
            boolean known = random.nextInt(3) > 0;
            sum = known ? Math.max(sum, 0) + millis : sum;
            times.append(separator);
            times.append(known ? String.format("%d.%03d", millis / 1000, millis % 1000) : "-");
            statuses.append(separator).append(status);
            addresses.append(separator).append("10.0.0.").append(attempt).append(":80");
        }
        text("upstream_response_time", "", attempts == 0 ? null : times.toString());
        text("upstream_status", "UPSTREAM_STATUS", attempts == 0 ? null : statuses.toString());
        text("upstream_addr", "UPSTREAM_ADDRESS", attempts == 0 ? null : addresses.toString());
        truth.remove("upstream_response_time");
        if (attempts > 0) {
            truth.put("upstream_status", "UPSTREAM_STATUS=" + status);
            truth.put("upstream_addr", "UPSTREAM_ADDRESS=10.0.0." + (attempts - 1) + ":80");
        }
        if (sum >= 0) {
            truth.put("upstream_response_time", "UPSTREAM_DURATION=" + sum * 1000);
        }
    }
}
