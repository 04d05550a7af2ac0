package dev.weir.benchmarks.alternatives;

import dev.weir.benchmarks.TypicalRequests;
import dev.weir.schema.CapnpBytes;
import dev.weir.schema.RequestBatchSchema.Request;
import dev.weir.schema.RequestBatchSchema.RequestBatch;
import dev.weir.schema.batch.StringField;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.capnproto.MessageBuilder;

/// The batch encoder as one would write it with the generated builder and a hash map: the same
/// message, by the public API of the Cap'n Proto runtime.
public final class BuilderBatchEncoder {
    /// Encodes the requests as one batch.
    public static byte[] encode(List<TypicalRequests.Request> requests) {
        var message = new MessageBuilder(requests.size() * 16 + 4096);
        var root = message.initRoot(RequestBatch.factory);
        root.setEndOffset(200L * requests.size());
        root.setCreatedAt(TypicalRequests.BASE_TIME);
        root.setBaseTime(TypicalRequests.BASE_TIME);
        root.setSchemaVersion((short) 1);
        root.setSourceId("edge-1/8-42");
        root.setHost("edge-1");
        root.setFile("/var/log/a.log");
        Map<ByteBuffer, Integer> table = new LinkedHashMap<>();
        var rows = root.initRequests(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            write(requests.get(i), 200 * i, rows.get(i), table);
        }
        var bytes = new ByteArrayOutputStream();
        var ends = root.initStringEnds(table.size() + 1);
        table.forEach((text, index) -> {
            bytes.write(text.array(), text.arrayOffset(), text.remaining());
            ends.set(index, bytes.size());
        });
        root.setStringBytes(bytes.toByteArray());
        return CapnpBytes.of(message);
    }

    private static void write(
            TypicalRequests.Request request,
            int lineOffset,
            Request.Builder row,
            Map<ByteBuffer, Integer> table) {
        row.setLineOffset(lineOffset);
        row.setTimeOffset((int) (request.time() - TypicalRequests.BASE_TIME));
        row.setStatus((short) request.status());
        row.setBytesSent(request.bytes());
        row.setDuration((int) request.duration());
        row.setPresent((short) 0b1101);
        for (int i = 0; i < request.fields().length; i++) {
            ByteBuffer text = ByteBuffer.wrap(request.values()[i]);
            setString(row, request.fields()[i], table.computeIfAbsent(text, t -> table.size() + 1));
        }
    }

    private static void setString(Request.Builder row, StringField field, int index) {
        switch (field) {
            case CUSTOMER -> row.setCustomer(index);
            case HOST -> row.setHost(index);
            case METHOD -> row.setMethod(index);
            case PATH -> row.setPath(index);
            case QUERY -> row.setQuery(index);
            case PROTOCOL -> row.setProtocol(index);
            case CLIENT_ADDRESS -> row.setClientAddress(index);
            case REFERER -> row.setReferer(index);
            case USER_AGENT -> row.setUserAgent(index);
            case CACHE_STATUS -> row.setCacheStatus(index);
            case TLS_VERSION -> row.setTlsVersion(index);
            case CONTENT_TYPE -> row.setContentType(index);
            case COUNTRY -> row.setCountry(index);
            case USER -> row.setUser(index);
            case UPSTREAM_ADDRESS -> row.setUpstreamAddress(index);
            case REQUEST_LINE -> row.setRequestLine(index);
        }
    }

    private BuilderBatchEncoder() {}
}
