package dev.weir.benchmarks.alternatives;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.StringField;
import dev.weir.schema.rollup.Breakdown;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Dimension;
import dev.weir.schema.rollup.Rollup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/// A request as a JSON object of its own: how requests are commonly put into Kafka.
///
/// @param time milliseconds since 1970-01-01T00:00Z
/// @param durationMicros -1 if there is none
/// @param originMicros -1 if there is none
record PlainRequest(
        String customer,
        String edge,
        long time,
        int status,
        long bytesSent,
        long bytesReceived,
        long durationMicros,
        long originMicros,
        int originStatus,
        String host,
        String path,
        String method,
        String protocol,
        String cacheStatus,
        String tlsVersion,
        String contentType,
        String country,
        String client,
        String userAgent,
        String referer) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final XXHash64 HASH = XXHashFactory.fastestJavaInstance().hash64();

    static PlainRequest of(BatchReader batch, int request, String edge) {
        return new PlainRequest(
                text(batch, request, StringField.CUSTOMER),
                edge,
                batch.time(request),
                batch.status(request),
                batch.bytesSent(request),
                batch.bytesReceived(request),
                batch.duration(request),
                batch.upstreamDuration(request),
                batch.upstreamStatus(request),
                text(batch, request, StringField.HOST),
                text(batch, request, StringField.PATH),
                text(batch, request, StringField.METHOD),
                text(batch, request, StringField.PROTOCOL),
                text(batch, request, StringField.CACHE_STATUS),
                text(batch, request, StringField.TLS_VERSION),
                text(batch, request, StringField.CONTENT_TYPE),
                text(batch, request, StringField.COUNTRY),
                text(batch, request, StringField.CLIENT_ADDRESS),
                text(batch, request, StringField.USER_AGENT),
                text(batch, request, StringField.REFERER));
    }

    private static String text(BatchReader batch, int request, StringField field) {
        return batch.string(batch.stringIndex(request, field));
    }

    byte[] toJson() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static PlainRequest ofJson(byte[] json) {
        try {
            return JSON.readValue(json, PlainRequest.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Counts it.
    void addTo(Rollup rollup) {
        rollup.add(Counter.REQUESTS, 1);
        rollup.add(Counter.BYTES_SENT, bytesSent);
        rollup.add(Counter.BYTES_RECEIVED, bytesReceived);
        rollup.add(Counter.size(bytesSent), 1);
        rollup.add(Counter.values()[Counter.STATUS_1XX.ordinal() + status / 100 - 1], 1);
        if (cacheStatus.equals("HIT")) {
            rollup.add(Counter.CACHED_REQUESTS, 1);
            rollup.add(Counter.CACHED_BYTES, bytesSent);
        }
        if (!tlsVersion.isEmpty()) {
            rollup.add(Counter.ENCRYPTED_REQUESTS, 1);
            rollup.add(Counter.ENCRYPTED_BYTES, bytesSent);
        }
        if (durationMicros >= 0) {
            rollup.add(Counter.DURATION_MICROS, durationMicros);
            rollup.latency().record(durationMicros);
        }
        if (originMicros >= 0) {
            rollup.add(Counter.ORIGIN_REQUESTS, 1);
            rollup.add(Counter.ORIGIN_MICROS, originMicros);
            rollup.add(Counter.ORIGIN_ERRORS, originStatus >= 500 ? 1 : 0);
            rollup.originLatency().record(originMicros);
        }
        if (contentType.startsWith("text/html") && method.equals("GET") && status / 100 == 2) {
            rollup.add(Counter.PAGE_VIEWS, 1);
        }
        rollup.breakdown(Breakdown.STATUS).add(Integer.toString(status), 1);
        rollup.breakdown(Breakdown.IP_CLASS).add(client.contains(":") ? "ipv6" : "ipv4", 1);
        add(rollup, Breakdown.EDGE_HOST, edge);
        add(rollup, Breakdown.METHOD, method);
        add(rollup, Breakdown.PROTOCOL, protocol);
        add(rollup, Breakdown.CACHE_STATUS, cacheStatus);
        add(rollup, Breakdown.TLS_VERSION, tlsVersion);
        add(rollup, Breakdown.CONTENT_TYPE, contentType);
        add(rollup, Breakdown.COUNTRY, country);
        add(rollup, Dimension.PATH, path);
        add(rollup, Dimension.CLIENT, client);
        add(rollup, Dimension.USER_AGENT, userAgent);
        add(rollup, Dimension.REFERER, referer);
        add(rollup, Dimension.HOST, host);
        byte[] address = client.getBytes(StandardCharsets.UTF_8);
        rollup.uniqueClients().add(HASH.hash(address, 0, address.length, 0));
    }

    private static void add(Rollup rollup, Breakdown breakdown, String value) {
        if (!value.isEmpty()) {
            rollup.breakdown(breakdown).add(value, 1);
        }
    }

    private static void add(Rollup rollup, Dimension dimension, String value) {
        if (!value.isEmpty()) {
            rollup.heaviest(dimension).add(value, 1);
        }
    }
}
