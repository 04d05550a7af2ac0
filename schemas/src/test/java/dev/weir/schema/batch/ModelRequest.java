package dev.weir.schema.batch;

import dev.weir.schema.batch.BatchEncoder.Source;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// One request as plain values: what is expected of the encoder, the reader and the runtime.
/// -1 is absent, as the reader says it; a time is always there.
record ModelRequest(
        long lineOffset,
        long time,
        boolean ownTime,
        int status,
        int upstreamStatus,
        long bytesSent,
        long bytesReceived,
        long duration,
        long upstreamDuration,
        boolean malformed,
        Map<StringField, String> strings) {

    static final long NOW = 1_790_000_000_000L;

    static List<ModelRequest> random(Random random, int count, int distinctStrings) {
        List<ModelRequest> requests = new ArrayList<>();
        long lineOffset = random.nextLong(1L << 40);
        for (int i = 0; i < count; i++) {
            Map<StringField, String> strings = new EnumMap<>(StringField.class);
            for (StringField field : StringField.values()) {
                switch (random.nextInt(4)) {
                    case 0 -> {} // absent
                    case 1 -> strings.put(field, "");
                    default ->
                            strings.put(
                                    field,
                                    "é"
                                            + field
                                            + "x".repeat(random.nextInt(20))
                                            + random.nextInt(distinctStrings));
                }
            }
            requests.add(
                    new ModelRequest(
                            lineOffset,
                            NOW + random.nextInt(-100_000, 100_000),
                            random.nextBoolean(),
                            random.nextInt(0x10000),
                            random.nextInt(0x10000),
                            number(random, Long.MAX_VALUE),
                            number(random, Long.MAX_VALUE),
                            number(random, 0xFFFFFFFFL),
                            number(random, 0xFFFFFFFFL),
                            random.nextInt(10) == 0,
                            strings));
            lineOffset += random.nextInt(1, 5000);
        }
        return requests;
    }

    private static long number(Random random, long max) {
        return switch (random.nextInt(5)) {
            case 0 -> -1;
            case 1 -> 0;
            case 2 -> max;
            default -> random.nextLong(max);
        };
    }

    /// How long the request's line is as far as its values say.
    long explainedBytes() {
        long bytes = 0;
        for (var entry : strings.entrySet()) {
            boolean inLine = entry.getKey() != StringField.CUSTOMER;
            bytes += inLine ? entry.getValue().getBytes(StandardCharsets.UTF_8).length : 0;
        }
        bytes += bytesSent >= 0 ? Long.toString(bytesSent).length() : 0;
        return bytes + (bytesReceived >= 0 ? Long.toString(bytesReceived).length() : 0);
    }

    void encode(BatchEncoder encoder) {
        encoder.beginRequest(lineOffset, ownTime ? NOW + 7 : time);
        if (ownTime) {
            encoder.time(time);
        }
        encoder.status(status);
        encoder.upstreamStatus(upstreamStatus);
        if (bytesSent >= 0) {
            encoder.bytesSent(bytesSent);
        }
        if (bytesReceived >= 0) {
            encoder.bytesReceived(bytesReceived);
        }
        if (duration >= 0) {
            encoder.duration(duration);
        }
        if (upstreamDuration >= 0) {
            encoder.upstreamDuration(upstreamDuration);
        }
        if (malformed) {
            encoder.malformed();
        }
        strings.forEach((field, text) -> {
            byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
            encoder.string(field, bytes, 1, bytes.length - 1);
        });
        encoder.endRequest();
    }

    static final Source SOURCE = new Source("edge-1/8-42-ü", "edge-1", "/var/log/access.log");

    static EncodedBatch encode(
            BatchEncoder encoder, List<ModelRequest> requests, long end, long now) {
        encoder.begin(SOURCE, requests.isEmpty() ? 0 : requests.getFirst().lineOffset());
        requests.forEach(request -> request.encode(encoder));
        return encoder.close(end, now);
    }

    /// Reads a request back in the same form.
    static ModelRequest read(BatchReader reader, int request) throws MalformedBatchException {
        Map<StringField, String> strings = new EnumMap<>(StringField.class);
        for (StringField field : StringField.values()) {
            int index = reader.stringIndex(request, field);
            if (index != 0) {
                strings.put(field, reader.string(index));
            }
        }
        return new ModelRequest(
                reader.lineOffset(request),
                reader.time(request),
                reader.hasTime(request),
                reader.status(request),
                reader.upstreamStatus(request),
                reader.bytesSent(request),
                reader.bytesReceived(request),
                reader.duration(request),
                reader.upstreamDuration(request),
                reader.isMalformed(request),
                strings);
    }

    static List<ModelRequest> readAll(BatchReader reader) throws MalformedBatchException {
        List<ModelRequest> requests = new ArrayList<>();
        for (int i = 0; i < reader.requestCount(); i++) {
            requests.add(read(reader, i));
        }
        return requests;
    }
}
