package dev.weir.jobs.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.jobs.attack.Threat;
import dev.weir.schema.batch.StringField;
import dev.weir.schema.rollup.Breakdown;
import dev.weir.schema.rollup.CappedCounts;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Dimension;
import dev.weir.schema.rollup.HeavyHitters;
import dev.weir.schema.rollup.HeavyHitters.Hitter;
import dev.weir.schema.rollup.LatencySketch;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.UniqueClients;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Everything of some requests, counted one request at a time in maps and lists without a bound: what
/// a rollup of the same requests must say, exactly or within the bounds of its sketches.
final class ReferenceRollup {
    private static final Map<Breakdown, StringField> BREAKDOWNS =
            Map.of(
                    Breakdown.METHOD, StringField.METHOD,
                    Breakdown.CACHE_STATUS, StringField.CACHE_STATUS,
                    Breakdown.PROTOCOL, StringField.PROTOCOL,
                    Breakdown.TLS_VERSION, StringField.TLS_VERSION,
                    Breakdown.CONTENT_TYPE, StringField.CONTENT_TYPE,
                    Breakdown.COUNTRY, StringField.COUNTRY);
    private static final Map<Dimension, StringField> DIMENSIONS =
            Map.of(
                    Dimension.PATH, StringField.PATH,
                    Dimension.CLIENT, StringField.CLIENT_ADDRESS,
                    Dimension.USER_AGENT, StringField.USER_AGENT,
                    Dimension.REFERER, StringField.REFERER,
                    Dimension.HOST, StringField.HOST);

    /// As the javadoc of [HeavyHitters] says.
    private static final int EXACT_HITTERS = 96;

    private static final double HITTERS_ERROR = 1.0 / 97;

    /// As the javadoc of [LatencySketch] says.
    private static final double LATENCY_ERROR = 0.01;

    /// Three standard deviations hold of 99.7 % of estimates: seeds are fixed, so one that is beyond
    /// is found once and not now and then.
    private static final double CLIENTS_ERROR = 3 * UniqueClients.RELATIVE_ERROR;

    private final Map<Counter, Long> counters = new EnumMap<>(Counter.class);
    private final Map<Breakdown, Map<String, Long>> breakdowns = new EnumMap<>(Breakdown.class);
    private final Map<Dimension, Map<String, Long>> dimensions = new EnumMap<>(Dimension.class);
    private final List<Long> latencies = new ArrayList<>();
    private final List<Long> originLatencies = new ArrayList<>();
    private final Set<String> clients = new HashSet<>();
    private int threatSamples;

    void add(ModelRequest request, String edgeHost) {
        count(Counter.REQUESTS, 1);
        count(Counter.MALFORMED, request.malformed() ? 1 : 0);
        addTraffic(request);
        addOrigin(request);
        addValues(request);
        if (!edgeHost.isEmpty()) {
            count(Breakdown.EDGE_HOST, edgeHost);
        }
        boolean isGet = "GET".equals(request.strings().get(StringField.METHOD));
        if (request.isPage() && isGet && request.status() >= 200 && request.status() < 300) {
            count(Counter.PAGE_VIEWS, 1);
        }
        if (!request.threats().isEmpty() && !request.malformed()) {
            count(Counter.THREATS, 1);
            for (Threat threat : request.threats()) {
                count(Breakdown.THREAT, threat.wireName());
                threatSamples++;
            }
        }
    }

    private void addTraffic(ModelRequest request) {
        long sent = Math.max(request.bytesSent(), 0);
        count(Counter.BYTES_SENT, sent);
        count(Counter.BYTES_RECEIVED, Math.max(request.bytesReceived(), 0));
        if (request.bytesSent() >= 0) {
            count(size(sent), 1);
        }
        if (isHit(request.strings().getOrDefault(StringField.CACHE_STATUS, ""))) {
            count(Counter.CACHED_REQUESTS, 1);
            count(Counter.CACHED_BYTES, sent);
        }
        if (request.strings().containsKey(StringField.TLS_VERSION)) {
            count(Counter.ENCRYPTED_REQUESTS, 1);
            count(Counter.ENCRYPTED_BYTES, sent);
        }
        if (request.duration() >= 0) {
            count(Counter.DURATION_MICROS, request.duration());
            latencies.add(request.duration());
        }
        switch (request.status() / 100) {
            case 1 -> count(Counter.STATUS_1XX, 1);
            case 2 -> count(Counter.STATUS_2XX, 1);
            case 3 -> count(Counter.STATUS_3XX, 1);
            case 4 -> count(Counter.STATUS_4XX, 1);
            case 5 -> count(Counter.STATUS_5XX, 1);
            default -> {}
        }
    }

    private static Counter size(long bytes) {
        if (bytes <= 1_000) {
            return Counter.SIZE_1K;
        } else if (bytes <= 10_000) {
            return Counter.SIZE_10K;
        } else if (bytes <= 100_000) {
            return Counter.SIZE_100K;
        } else if (bytes <= 1_000_000) {
            return Counter.SIZE_1M;
        } else if (bytes <= 10_000_000) {
            return Counter.SIZE_10M;
        } else if (bytes <= 100_000_000) {
            return Counter.SIZE_100M;
        }
        return bytes <= 1_000_000_000 ? Counter.SIZE_1G : Counter.SIZE_ABOVE_1G;
    }

    private static boolean isHit(String status) {
        return Set.of("HIT", "STALE", "UPDATING", "REVALIDATED", "TCP_MEM_HIT").contains(status);
    }

    private void addOrigin(ModelRequest request) {
        if (request.upstreamStatus() != 0 || request.upstreamDuration() >= 0) {
            count(Counter.ORIGIN_REQUESTS, 1);
        }
        count(Counter.ORIGIN_ERRORS, request.upstreamStatus() >= 500 ? 1 : 0);
        if (request.upstreamDuration() >= 0) {
            count(Counter.ORIGIN_MICROS, request.upstreamDuration());
            originLatencies.add(request.upstreamDuration());
        }
    }

    private void addValues(ModelRequest request) {
        Map<StringField, String> strings = request.strings();
        if (request.status() != 0) {
            count(Breakdown.STATUS, Integer.toString(request.status()));
        }
        if (!request.ipClass().isEmpty()) {
            count(Breakdown.IP_CLASS, request.ipClass());
            clients.add(strings.get(StringField.CLIENT_ADDRESS));
        }
        BREAKDOWNS.forEach((breakdown, field) -> {
            if (strings.containsKey(field)) {
                count(breakdown, cut(strings.get(field), CappedCounts.MAX_KEY_BYTES));
            }
        });
        DIMENSIONS.forEach((dimension, field) -> {
            if (strings.containsKey(field)) {
                dimensions
                        .computeIfAbsent(dimension, d -> new HashMap<>())
                        .merge(
                                cut(strings.get(field), HeavyHitters.MAX_VALUE_BYTES),
                                1L,
                                Long::sum);
            }
        });
    }

    private static String cut(String text, int bytes) {
        String cut = text;
        while (cut.getBytes(StandardCharsets.UTF_8).length > bytes) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut;
    }

    private void count(Counter counter, long amount) {
        counters.merge(counter, amount, Long::sum);
    }

    private void count(Breakdown breakdown, String key) {
        breakdowns.computeIfAbsent(breakdown, b -> new HashMap<>()).merge(key, 1L, Long::sum);
    }

    long counter(Counter counter) {
        return counters.getOrDefault(counter, 0L);
    }

    /// Fails if the rollup says anything else of these requests, beyond what its sketches may.
    void assertMatches(Rollup actual, String what) {
        for (Counter counter : Counter.values()) {
            assertEquals(counter(counter), actual.counter(counter), what + " " + counter);
        }
        for (Breakdown breakdown : Breakdown.values()) {
            Map<String, Long> expected = breakdowns.getOrDefault(breakdown, Map.of());
            assertMatches(expected, actual.breakdown(breakdown), what + " " + breakdown);
        }
        for (Dimension dimension : Dimension.values()) {
            Map<String, Long> expected = dimensions.getOrDefault(dimension, Map.of());
            assertMatches(expected, actual.heaviest(dimension), what + " " + dimension);
        }
        assertMatches(latencies, actual.latency(), what + " latency");
        assertMatches(originLatencies, actual.originLatency(), what + " origin latency");
        double tolerance = Math.max(0.5, CLIENTS_ERROR * clients.size());
        assertEquals(clients.size(), actual.uniqueClients().estimate(), tolerance, what);
        assertEquals(
                Math.min(threatSamples, Rollup.MAX_THREAT_SAMPLES),
                actual.threatSamples().size(),
                what + " evidence");
    }

    private static void assertMatches(
            Map<String, Long> expected, CappedCounts actual, String what) {
        long[] sum = {actual.other()};
        actual.forEach((key, count) -> {
            sum[0] += count;
            long truth = expected.getOrDefault(key, 0L);
            assertTrue(count <= truth, what + " " + key + ": " + count + " of " + truth);
        });
        assertEquals(total(expected), sum[0], what + ": sum with the others");
        if (expected.size() <= Breakdown.MAX_KEYS) {
            expected.forEach(
                    (key, count) -> assertEquals(count, actual.get(key), what + " " + key));
        } else {
            assertEquals(Breakdown.MAX_KEYS, actual.size(), what);
        }
    }

    private static long total(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static void assertMatches(
            Map<String, Long> expected, HeavyHitters actual, String what) {
        Map<String, Hitter> hitters = new HashMap<>();
        actual.heaviest(Integer.MAX_VALUE).forEach(hitter -> hitters.put(hitter.value(), hitter));
        double error = expected.size() <= EXACT_HITTERS ? 0 : HITTERS_ERROR * total(expected);
        hitters.forEach((value, hitter) -> {
            long truth = expected.getOrDefault(value, 0L);
            String found = what + " " + hitter + " of " + truth;
            assertTrue(hitter.atLeast() <= truth && truth <= hitter.requests(), found);
            assertTrue(hitter.requests() - truth <= error, found);
            assertTrue(truth - hitter.atLeast() <= error, found);
        });
        expected.forEach((value, count) ->
                assertTrue(count <= error || hitters.containsKey(value), what + " lacks " + value));
    }

    private static void assertMatches(List<Long> expected, LatencySketch actual, String what) {
        assertEquals(expected.size(), actual.count(), what);
        List<Long> sorted = expected.stream().sorted().toList();
        for (int percentile : sorted.isEmpty() ? new int[0] : new int[] {0, 50, 90, 99, 100}) {
            int rank = Math.max(Math.ceilDiv(percentile * sorted.size(), 100), 1);
            double truth = (double) sorted.get(rank - 1);
            double found = (double) actual.percentile(percentile);
            assertEquals(truth, found, LATENCY_ERROR * truth, what + " " + percentile + " %");
        }
    }
}
