package dev.weir.benchmarks;

import dev.weir.benchmarks.alternatives.RowBatchEncoder;
import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.StringField;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// The requests of one batch as a parser would hand them over: a handful of methods, statuses and
/// user agents, Zipf-distributed paths and clients, one query in five. Seeded, so the same always.
public final class TypicalRequests {
    /// Requests in the batch: what a busy proxy logs in a fraction of a second.
    public static final int COUNT = 4096;

    /// When the first request was made.
    public static final long BASE_TIME = 1_790_000_000_000L;

    private static final Map<StringField, List<String>> FIXED =
            Map.of(
                    StringField.CUSTOMER, List.of("shop"),
                    StringField.HOST, List.of("www.shop.example", "static.shop.example"),
                    StringField.METHOD, List.of("GET", "GET", "GET", "GET", "POST", "HEAD"),
                    StringField.PROTOCOL, List.of("HTTP/1.1", "HTTP/2.0"),
                    StringField.CACHE_STATUS, List.of("HIT", "HIT", "HIT", "MISS", "EXPIRED"));

    /// One request.
    ///
    /// @param time event time, milliseconds since 1970-01-01T00:00Z
    /// @param status the response's status
    /// @param bytes sent to the client
    /// @param duration in microseconds
    /// @param fields which string fields are there, in the order of `values`
    /// @param values their bytes
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Request(
            long time,
            int status,
            long bytes,
            long duration,
            StringField[] fields,
            byte[][] values) {}

    private final List<Request> requests = new ArrayList<>(COUNT);
    private final Random random = new Random(42);

    /// Makes the requests.
    public TypicalRequests() {
        List<String> paths = texts("/catalogue/articles/%05d/picture-%x.jpg", 2000);
        List<String> clients = texts("198.51.%d.%x", 1500);
        List<String> agents = texts("Mozilla/5.0 (X11; Linux x86_64; rv:%d.0) Gecko/%x", 60);
        List<String> referers = texts("https://www.shop.example/page/%d?from=%x", 300);
        List<String> queries = texts("page=%d&session=%x", 800);
        for (int i = 0; i < COUNT; i++) {
            requests.add(request(i, paths, clients, agents, referers, queries));
        }
    }

    private List<String> texts(String format, int count) {
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(format.formatted(i, random.nextInt(1 << 16)));
        }
        return texts;
    }

    /// Few of the choices are taken most of the time.
    private String zipf(List<String> choices) {
        double exponent = random.nextDouble() * Math.log(choices.size());
        return choices.get(Math.min((int) Math.exp(exponent) - 1, choices.size() - 1));
    }

    private Request request(
            int index,
            List<String> paths,
            List<String> clients,
            List<String> agents,
            List<String> referers,
            List<String> queries) {
        List<StringField> fields = new ArrayList<>();
        List<byte[]> values = new ArrayList<>();
        for (StringField field : StringField.values()) {
            List<String> choices = FIXED.getOrDefault(field, List.of());
            String value =
                    switch (field) {
                        case PATH -> zipf(paths);
                        case CLIENT_ADDRESS -> zipf(clients);
                        case USER_AGENT -> zipf(agents);
                        case REFERER -> random.nextInt(3) == 0 ? "" : zipf(referers);
                        case QUERY -> random.nextInt(5) == 0 ? zipf(queries) : "";
                        default ->
                                choices.isEmpty()
                                        ? ""
                                        : choices.get(random.nextInt(choices.size()));
                    };
            if (!value.isEmpty()) {
                fields.add(field);
                values.add(value.getBytes(StandardCharsets.US_ASCII));
            }
        }
        int[] statuses = {200, 200, 200, 200, 206, 301, 304, 304, 404, 500};
        return new Request(
                BASE_TIME + index / 8,
                statuses[random.nextInt(statuses.length)],
                random.nextInt(100_000),
                random.nextInt(500_000),
                fields.toArray(StringField[]::new),
                values.toArray(byte[][]::new));
    }

    /// Encodes the requests as one batch.
    public EncodedBatch encode(BatchEncoder encoder) {
        encoder.begin(new BatchEncoder.Source("edge-1/8-42", "edge-1", "/var/log/a.log"), 0);
        long offset = 0;
        for (int i = 0; i < requests.size(); i++) {
            Request request = requests.get(i);
            encoder.beginRequest(offset, BASE_TIME);
            encoder.time(request.time());
            encoder.status(request.status());
            encoder.bytesSent(request.bytes());
            encoder.duration(request.duration());
            StringField[] fields = request.fields();
            byte[][] values = request.values();
            for (int field = 0; field < fields.length; field++) {
                encoder.string(fields[field], values[field], 0, values[field].length);
            }
            encoder.endRequest();
            offset += 200;
        }
        return encoder.close(offset, BASE_TIME);
    }

    /// Encodes the requests as rows.
    public byte[] encodeRows() {
        var encoder = new RowBatchEncoder(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            Request request = requests.get(i);
            encoder.numbers(
                    i,
                    200L * i,
                    request.time() - BASE_TIME,
                    request.status(),
                    request.bytes(),
                    -1,
                    request.duration(),
                    -1);
            for (int field = 0; field < request.fields().length; field++) {
                ByteBuffer value = ByteBuffer.wrap(request.values()[field]);
                encoder.string(i, request.fields()[field], value);
            }
        }
        return encoder.close();
    }
}
