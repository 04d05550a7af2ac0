package dev.weir.jobs.reference;

import dev.weir.jobs.attack.Threat;
import dev.weir.schema.batch.StringField;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// Takes the shape of some traffic, gives requests of that shape: of every kind that the counting
/// stage treats in a way of its own, absent fields above all.
public final class RandomTraffic {
    /// A second before a day ends, so that windows of all tiers change within seconds.
    public static final long START = 1_790_035_199_000L;

    private static final int[] STATUSES = {
        200, 200, 200, 200, 206, 301, 304, 404, 499, 500, 503, 100, 599, 99, 600, 999, 65_535, 1
    };
    private static final long[] SIZES = {
        0,
        1,
        999,
        1_000,
        1_001,
        10_000,
        10_001,
        100_000,
        1_000_000,
        10_000_001,
        1_000_000_000L,
        1_000_000_001L,
        50_000_000_000L
    };
    private static final String[] METHODS = {"GET", "GET", "GET", "POST", "HEAD", "get"};
    private static final String[] CACHE_HITS = {"HIT", "STALE", "UPDATING", "REVALIDATED"};
    private static final String[] PAGES = {"", ".html", ".HTM", ".php", ".jsp", "/"};
    private static final String[] NO_PAGES = {".js", ".png", ".html5x", ".tar.gz", "."};

    private final Random random;
    private final int customers;
    private final int seconds;
    private final int values;

    /// Takes the shape.
    ///
    /// @param seconds that the times spread over
    /// @param values that a field without a fixed set of values has, at most
    public RandomTraffic(Random random, int customers, int seconds, int values) {
        this.random = random;
        this.customers = customers;
        this.seconds = seconds;
        this.values = values;
    }

    /// Gives so many requests.
    public List<ModelRequest> requests(int count) {
        List<ModelRequest> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            requests.add(request());
        }
        return requests;
    }

    /// Gives one request.
    public ModelRequest request() {
        Map<StringField, String> strings = new EnumMap<>(StringField.class);
        put(strings, StringField.CUSTOMER, "customer" + skewed(customers));
        put(strings, StringField.METHOD, METHODS[random.nextInt(METHODS.length)]);
        put(strings, StringField.PROTOCOL, "HTTP/" + skewed(3));
        put(strings, StringField.TLS_VERSION, "TLSv1." + skewed(4));
        put(strings, StringField.COUNTRY, "C" + skewed(values));
        put(strings, StringField.USER_AGENT, "agent/" + skewed(values));
        put(strings, StringField.REFERER, "https://é.example/" + "r".repeat(300) + skewed(2));
        put(strings, StringField.HOST, "www" + skewed(values) + ".example");
        put(strings, StringField.USER, "user" + skewed(values));
        put(strings, StringField.CACHE_STATUS, cacheStatus());
        Set<Threat> threats = EnumSet.noneOf(Threat.class);
        boolean isPage = pathAndQuery(strings, threats);
        if (random.nextInt(3) == 0) {
            isPage = random.nextBoolean();
            String type = isPage ? "text/HTML; charset=" : "image/";
            strings.put(StringField.CONTENT_TYPE, type + skewed(values) + "x".repeat(80));
        }
        return new ModelRequest(
                START + random.nextInt(seconds * 1000),
                random.nextInt(5) == 0 ? 0 : STATUSES[random.nextInt(STATUSES.length)],
                random.nextInt(3) == 0 ? STATUSES[random.nextInt(STATUSES.length)] : 0,
                random.nextInt(6) == 0 ? -1 : SIZES[random.nextInt(SIZES.length)],
                random.nextInt(3) == 0 ? -1 : random.nextInt(100_000),
                micros(),
                random.nextBoolean() ? -1 : micros(),
                random.nextInt(20) == 0,
                strings,
                client(strings),
                threats,
                isPage);
    }

    /// Few numbers often, many seldom.
    private int skewed(int bound) {
        return random.nextInt(1 + random.nextInt(bound));
    }

    private void put(Map<StringField, String> strings, StringField field, String value) {
        if (random.nextInt(8) != 0) {
            strings.put(field, value);
        }
    }

    private long micros() {
        return switch (random.nextInt(10)) {
            case 0 -> -1;
            case 1 -> 0;
            case 2 -> 0xFFFF_FFFFL;
            default -> random.nextLong(1L << random.nextInt(1, 32));
        };
    }

    private String cacheStatus() {
        return switch (random.nextInt(4)) {
            case 0 -> CACHE_HITS[random.nextInt(CACHE_HITS.length)];
            case 1 -> "TCP_MEM_HIT";
            case 2 -> "MISS";
            default -> "WHIT" + skewed(100);
        };
    }

    /// Whether the path, if there is one, is a page's.
    private boolean pathAndQuery(Map<StringField, String> strings, Set<Threat> threats) {
        if (random.nextInt(50) == 0) {
            strings.put(StringField.PATH, "/static/../../../etc/passwd");
            threats.add(Threat.TRAVERSAL);
            return true;
        }
        switch (random.nextInt(40)) {
            case 0 -> {
                strings.put(StringField.QUERY, "id=1'+union+select+1,2,3--");
                threats.add(Threat.SQLI);
            }
            case 1 -> {
                strings.put(StringField.QUERY, "q=<script>alert(1)</script>");
                threats.add(Threat.XSS);
            }
            default -> put(strings, StringField.QUERY, "page=" + skewed(values));
        }
        if (random.nextInt(10) == 0) {
            return false;
        }
        boolean isPage = random.nextBoolean();
        String[] endings = isPage ? PAGES : NO_PAGES;
        strings.put(
                StringField.PATH,
                "/a/b" + skewed(values) + endings[random.nextInt(endings.length)]);
        return isPage;
    }

    /// Sets the client's address and gives its class.
    private String client(Map<StringField, String> strings) {
        int kind = random.nextInt(12);
        if (kind == 0) {
            return "";
        }
        int number = skewed(values);
        String tail = "." + (number >> 8 & 0xFF) + "." + (number & 0xFF);
        String address =
                switch (kind) {
                    case 1 -> "10.1" + tail;
                    case 2 -> "172.31" + tail;
                    case 3 -> "fe80::" + Integer.toHexString(number);
                    case 4 -> "2001:db8::" + Integer.toHexString(number);
                    case 5 -> "::ffff:203.0" + tail;
                    case 6 -> "172.32" + tail;
                    case 7 -> "100.64" + tail;
                    case 8 -> "d41d8cd98f00b204" + Integer.toHexString(number);
                    case 9 -> "unix:/run/" + number;
                    default -> "203.0" + tail;
                };
        strings.put(StringField.CLIENT_ADDRESS, address);
        return switch (kind) {
            case 1, 2, 3, 7 -> "private";
            case 4, 5 -> "ipv6";
            case 8, 9 -> "other";
            default -> "ipv4";
        };
    }
}
