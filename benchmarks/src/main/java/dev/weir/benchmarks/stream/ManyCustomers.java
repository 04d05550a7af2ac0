package dev.weir.benchmarks.stream;

import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.StringField;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// The traffic of an edge that many customers share, as batches of one proxy after another: customers
/// by Zipf's law; each with its own host and paths; clients, user agents,
/// referers and countries in common. Seeded, so the same always.
final class ManyCustomers {
    static final int REQUESTS_PER_BATCH = 16_384;
    static final double USUAL_EXPONENT = 1.1;

    private static final int HOSTS = 48;
    private static final long LINE_BYTES = 200;
    private static final int PATHS_PER_CUSTOMER = 200;
    private static final int CLIENTS = 50_000;

    /// Where the base time stands in a batch's message: behind the segment table, the root pointer and
    /// three words.
    private static final int BASE_TIME_AT = 40;

    private static final byte[][] METHODS = bytes("GET", "GET", "GET", "GET", "POST", "HEAD");
    private static final byte[][] PROTOCOLS = bytes("HTTP/2.0", "HTTP/2.0", "HTTP/1.1");
    private static final byte[][] CACHES = bytes("HIT", "HIT", "HIT", "MISS", "EXPIRED");
    private static final byte[][] TLS = bytes("TLSv1.3", "TLSv1.3", "TLSv1.2");
    private static final byte[][] TYPES =
            bytes("text/html", "image/png", "image/webp", "text/css", "application/json");
    private static final int[] STATUSES = {200, 200, 200, 200, 206, 301, 304, 304, 404, 500};

    private final Random random = new Random(11);
    private final double[] cumulated;
    private final byte[][] clients;
    private final byte[][] agents;
    private final byte[][] referers;
    private final byte[][] countries;

    ManyCustomers(int customers, double exponent) {
        cumulated = new double[customers];
        double sum = 0;
        for (int rank = 0; rank < customers; rank++) {
            sum += Math.pow(rank + 1.0, -exponent);
            cumulated[rank] = sum;
        }
        clients = texts(CLIENTS, i -> "203." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255));
        agents = texts(300, i -> "Mozilla/5.0 (X11; Linux x86_64; rv:" + i + ".0) Firefox/" + i);
        referers = texts(2_000, i -> "https://www.example.com/articles/" + i);
        countries = texts(60, i -> Locale.getISOCountries()[i]);
    }

    private static byte[][] bytes(String... texts) {
        return Arrays.stream(texts)
                .map(text -> text.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
    }

    private interface Text {
        String of(int number);
    }

    private static byte[][] texts(int count, Text text) {
        byte[][] result = new byte[count][];
        Arrays.setAll(result, i -> text.of(i).getBytes(StandardCharsets.US_ASCII));
        return result;
    }

    /// Batches of requests that come one after the other at a rate.
    List<EncodedBatch> batches(int count, long startMillis, long requestsPerSecond) {
        List<EncodedBatch> batches = new ArrayList<>(count);
        var encoder = new BatchEncoder();
        for (int batch = 0; batch < count; batch++) {
            String host = "edge-" + batch % HOSTS;
            long firstOffset = (long) (batch / HOSTS) * REQUESTS_PER_BATCH * LINE_BYTES;
            encoder.begin(
                    new BatchEncoder.Source(host + "/1-1-1", host, "/access.log"), firstOffset);
            for (int i = 0; i < REQUESTS_PER_BATCH; i++) {
                long request = (long) batch * REQUESTS_PER_BATCH + i;
                long time = startMillis + request * 1000 / requestsPerSecond;
                encoder.beginRequest(firstOffset + i * LINE_BYTES, time);
                add(encoder, time);
                encoder.endRequest();
            }
            batches.add(encoder.close(firstOffset + REQUESTS_PER_BATCH * LINE_BYTES, startMillis));
        }
        return batches;
    }

    private void add(BatchEncoder encoder, long time) {
        int customer = customer();
        encoder.time(time);
        encoder.status(STATUSES[random.nextInt(STATUSES.length)]);
        encoder.bytesSent(random.nextInt(200_000));
        encoder.bytesReceived(300L + random.nextInt(500));
        encoder.duration(500L + random.nextInt(300_000));
        if (random.nextInt(4) == 0) {
            encoder.upstreamDuration(400L + random.nextInt(200_000));
            encoder.upstreamStatus(200);
        }
        set(encoder, StringField.CUSTOMER, ascii("customer-" + customer));
        set(encoder, StringField.HOST, ascii("www.customer-" + customer + ".example"));
        int path = skewed(PATHS_PER_CUSTOMER);
        set(encoder, StringField.PATH, ascii("/c" + customer + "/catalogue/item-" + path));
        set(encoder, StringField.METHOD, METHODS[random.nextInt(METHODS.length)]);
        set(encoder, StringField.PROTOCOL, PROTOCOLS[random.nextInt(PROTOCOLS.length)]);
        set(encoder, StringField.CACHE_STATUS, CACHES[random.nextInt(CACHES.length)]);
        set(encoder, StringField.TLS_VERSION, TLS[random.nextInt(TLS.length)]);
        set(encoder, StringField.CONTENT_TYPE, TYPES[random.nextInt(TYPES.length)]);
        set(encoder, StringField.COUNTRY, countries[skewed(countries.length)]);
        set(encoder, StringField.CLIENT_ADDRESS, clients[skewed(CLIENTS)]);
        set(encoder, StringField.USER_AGENT, agents[skewed(agents.length)]);
        if (random.nextBoolean()) {
            set(encoder, StringField.REFERER, referers[skewed(referers.length)]);
        }
    }

    private int customer() {
        double at = random.nextDouble() * cumulated[cumulated.length - 1];
        int found = Arrays.binarySearch(cumulated, at);
        return found < 0 ? -found - 1 : found;
    }

    /// Few of the numbers come most of the time: the density falls with the reciprocal.
    private int skewed(int count) {
        return Math.min((int) Math.exp(random.nextDouble() * Math.log(count + 1.0)) - 1, count - 1);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void set(BatchEncoder encoder, StringField field, byte[] value) {
        encoder.string(field, value, 0, value.length);
    }

    /// Moves all times of a batch.
    static void shift(EncodedBatch batch, long millis) {
        ByteBuffer message = ByteBuffer.wrap(batch.message()).order(ByteOrder.LITTLE_ENDIAN);
        message.putLong(BASE_TIME_AT, message.getLong(BASE_TIME_AT) + millis);
    }
}
