package dev.weir.benchmarks.stores;

import dev.weir.schema.rollup.Breakdown;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Dimension;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.Tier;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Takes a customer's rank and a number of requests, gives a window's rollup: each request is drawn and
/// counted as the stream jobs count it. Customers share the traffic by Zipf's law. Seeded, so the same
/// always.
final class GeneratedWindows {
    /// Of a window with more requests so many are drawn, and each counts several times: the sketches
    /// are full by then.
    private static final int MOST_DRAWN = 10_000;

    private static final double EXPONENT = 1.1;
    private static final int PATHS_PER_CUSTOMER = 200;

    private static final String[] METHODS = {"GET", "GET", "GET", "GET", "POST", "HEAD"};
    private static final String[] PROTOCOLS = {"HTTP/2.0", "HTTP/2.0", "HTTP/1.1"};
    private static final String[] CACHES = {"HIT", "HIT", "HIT", "MISS", "EXPIRED"};
    private static final String[] TLS = {"TLSv1.3", "TLSv1.3", "TLSv1.2"};
    private static final String[] TYPES = {
        "text/html", "image/png", "image/webp", "text/css", "application/json"
    };
    private static final int[] STATUSES = {200, 200, 200, 200, 206, 301, 304, 304, 404, 500};

    private final Random random = new Random(17);
    private final int customers;
    private final double rateOfFirst;
    private final String[] clients = texts(50_000, i -> "203." + (i >> 8) + "." + (i & 255) + ".7");
    private final String[] agents =
            texts(300, i -> "Mozilla/5.0 (X11; Linux x86_64; rv:" + i + ".0) Firefox/" + i);
    private final String[] referers = texts(2_000, i -> "https://www.example.com/articles/" + i);
    private final String[] countries = texts(60, i -> Locale.getISOCountries()[i]);
    private final String[] edges = texts(48, i -> "edge-" + i);

    GeneratedWindows(int customers, double requestsPerSecond) {
        this.customers = customers;
        double sum = 0;
        for (int rank = 0; rank < customers; rank++) {
            sum += share(rank);
        }
        rateOfFirst = requestsPerSecond / sum;
    }

    private static String[] texts(int count, IntFunction<String> text) {
        String[] result = new String[count];
        Arrays.setAll(result, text);
        return result;
    }

    private static double share(int rank) {
        return Math.pow(rank + 1.0, -EXPONENT);
    }

    int customers() {
        return customers;
    }

    static String customer(int rank) {
        return "customer-" + rank;
    }

    /// Ranks from the first to the last, as many between 1 and 10 as between 1,000 and 10,000.
    List<Integer> spread(int count) {
        return IntStream.range(0, count).map(i -> spread(i, count)).distinct().boxed().toList();
    }

    private int spread(int index, int count) {
        return (int) Math.round(Math.pow(customers, index / Math.max(count - 1.0, 1.0))) - 1;
    }

    /// How many requests a customer makes in a window of a tier.
    long requests(int rank, Tier tier) {
        double mean = rateOfFirst * share(rank) * tier.seconds();
        if (mean > 50) {
            return Math.max(0, Math.round(mean + random.nextGaussian() * Math.sqrt(mean)));
        }
        long requests = -1;
        for (double left = 1, end = Math.exp(-mean); left > end; left *= random.nextDouble()) {
            requests++;
        }
        return Math.max(requests, 0);
    }

    Rollup rollup(int rank, long requests) {
        Rollup rollup = new Rollup();
        long times = Math.ceilDiv(requests, MOST_DRAWN);
        for (long i = 0; i < Math.ceilDiv(requests, times); i++) {
            count(rank, rollup, times);
        }
        return rollup;
    }

    private void count(int rank, Rollup rollup, long times) {
        int status = STATUSES[random.nextInt(STATUSES.length)];
        long bytes = random.nextInt(200_000);
        String cache = of(CACHES);
        int client = skewed(clients.length);
        rollup.add(Counter.REQUESTS, times);
        rollup.add(Counter.BYTES_SENT, bytes * times);
        rollup.add(Counter.size(bytes), times);
        rollup.add(Counter.BYTES_RECEIVED, (300L + random.nextInt(500)) * times);
        rollup.add(Counter.ENCRYPTED_REQUESTS, times);
        rollup.add(Counter.ENCRYPTED_BYTES, bytes * times);
        rollup.add(Counter.values()[Counter.STATUS_1XX.ordinal() + status / 100 - 1], times);
        if (cache.equals("HIT")) {
            rollup.add(Counter.CACHED_REQUESTS, times);
            rollup.add(Counter.CACHED_BYTES, bytes * times);
        } else {
            long micros = 400L + random.nextInt(200_000);
            rollup.add(Counter.ORIGIN_REQUESTS, times);
            rollup.add(Counter.ORIGIN_MICROS, micros * times);
            rollup.originLatency().record(micros, times);
        }
        long micros = 500L + random.nextInt(300_000);
        rollup.add(Counter.DURATION_MICROS, micros * times);
        rollup.latency().record(micros, times);
        rollup.uniqueClients().add(client * 0x9E3779B97F4A7C15L);
        rollup.breakdown(Breakdown.STATUS).add(Integer.toString(status), times);
        rollup.breakdown(Breakdown.METHOD).add(of(METHODS), times);
        rollup.breakdown(Breakdown.CACHE_STATUS).add(cache, times);
        rollup.breakdown(Breakdown.PROTOCOL).add(of(PROTOCOLS), times);
        rollup.breakdown(Breakdown.TLS_VERSION).add(of(TLS), times);
        rollup.breakdown(Breakdown.CONTENT_TYPE).add(of(TYPES), times);
        rollup.breakdown(Breakdown.COUNTRY).add(countries[skewed(countries.length)], times);
        rollup.breakdown(Breakdown.EDGE_HOST).add(of(edges), times);
        rollup.breakdown(Breakdown.IP_CLASS).add("ipv4", times);
        String host = "www.customer-" + rank + ".example";
        String path = "/c" + rank + "/catalogue/item-" + skewed(PATHS_PER_CUSTOMER);
        rollup.heaviest(Dimension.PATH).add(path, times);
        rollup.heaviest(Dimension.HOST).add(host, times);
        rollup.heaviest(Dimension.CLIENT).add(clients[client], times);
        rollup.heaviest(Dimension.USER_AGENT).add(agents[skewed(agents.length)], times);
        if (random.nextBoolean()) {
            rollup.heaviest(Dimension.REFERER).add(referers[skewed(referers.length)], times);
        }
    }

    private String of(String[] values) {
        return values[random.nextInt(values.length)];
    }

    /// Few of the numbers come most of the time: the density falls with the reciprocal.
    private int skewed(int count) {
        return Math.min((int) Math.exp(random.nextDouble() * Math.log(count + 1.0)) - 1, count - 1);
    }
}
