package dev.weir.schema.batch;

import dev.weir.schema.CapnpBytes;
import dev.weir.schema.RequestBatchSchema.Request;
import dev.weir.schema.RequestBatchSchema.RequestBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.capnproto.MessageBuilder;

/// The batch as `org.capnproto:runtime` and the generated classes read and write it: the
/// independent oracle of the encoder and the reader.
final class RuntimeBatch {
    static RequestBatch.Reader root(EncodedBatch batch) {
        byte[] message = Arrays.copyOf(batch.message(), batch.messageLength());
        return CapnpBytes.read(message).getRoot(RequestBatch.factory);
    }

    static List<ModelRequest> read(RequestBatch.Reader batch) {
        byte[] bytes = batch.getStringBytes().toArray();
        var ends = batch.getStringEnds();
        List<ModelRequest> requests = new ArrayList<>();
        for (Request.Reader request : batch.getRequests()) {
            Map<StringField, String> strings = new EnumMap<>(StringField.class);
            for (StringField field : StringField.values()) {
                int index = WireFields.string(request, field);
                if (index != 0) {
                    int start = ends.get(index - 1);
                    int length = ends.get(index) - start;
                    strings.put(field, new String(bytes, start, length, StandardCharsets.UTF_8));
                }
            }
            int present = request.getPresent();
            requests.add(
                    new ModelRequest(
                            batch.getFirstOffset()
                                    + Integer.toUnsignedLong(request.getLineOffset()),
                            batch.getBaseTime() + request.getTimeOffset(),
                            (present & 4) != 0,
                            Short.toUnsignedInt(request.getStatus()),
                            Short.toUnsignedInt(request.getUpstreamStatus()),
                            (present & 1) != 0 ? request.getBytesSent() : -1,
                            (present & 2) != 0 ? request.getBytesReceived() : -1,
                            (present & 8) != 0 ? Integer.toUnsignedLong(request.getDuration()) : -1,
                            (present & 16) != 0
                                    ? Integer.toUnsignedLong(request.getUpstreamDuration())
                                    : -1,
                            request.getKind() == Request.Kind.MALFORMED,
                            strings));
        }
        return requests;
    }

    /// Writes requests with the generated builder; a small first segment makes many segments.
    static byte[] write(List<ModelRequest> requests, long firstOffset, int firstSegmentWords) {
        Map<String, Integer> table = new LinkedHashMap<>();
        for (ModelRequest request : requests) {
            request.strings().values().forEach(s -> table.putIfAbsent(s, table.size() + 1));
        }
        var message =
                new MessageBuilder(
                        firstSegmentWords,
                        org.capnproto.BuilderArena.AllocationStrategy.FIXED_SIZE);
        var root = message.initRoot(RequestBatch.factory);
        root.setFirstOffset(firstOffset);
        root.setEndOffset(firstOffset + 1000);
        root.setCreatedAt(ModelRequest.NOW);
        root.setBaseTime(ModelRequest.NOW - 5);
        root.setSchemaVersion((short) 1);
        root.setSourceId("source");
        root.setHost("host");
        root.setFile("file");
        var bytes = new java.io.ByteArrayOutputStream();
        var ends = root.initStringEnds(table.size() + 1);
        table.forEach((text, index) -> {
            bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            ends.set(index, bytes.size());
        });
        root.setStringBytes(bytes.toByteArray());
        var list = root.initRequests(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            write(requests.get(i), list.get(i), firstOffset, table);
        }
        return CapnpBytes.of(message);
    }

    private static void write(
            ModelRequest request,
            Request.Builder target,
            long firstOffset,
            Map<String, Integer> table) {
        target.setLineOffset((int) (request.lineOffset() - firstOffset));
        target.setTimeOffset((int) (request.time() - (ModelRequest.NOW - 5)));
        target.setStatus((short) request.status());
        target.setUpstreamStatus((short) request.upstreamStatus());
        target.setBytesSent(Math.max(request.bytesSent(), 0));
        target.setBytesReceived(Math.max(request.bytesReceived(), 0));
        target.setDuration((int) Math.max(request.duration(), 0));
        target.setUpstreamDuration((int) Math.max(request.upstreamDuration(), 0));
        target.setPresent(
                (short)
                        ((request.bytesSent() >= 0 ? 1 : 0)
                                | (request.bytesReceived() >= 0 ? 2 : 0)
                                | (request.ownTime() ? 4 : 0)
                                | (request.duration() >= 0 ? 8 : 0)
                                | (request.upstreamDuration() >= 0 ? 16 : 0)));
        target.setKind(request.malformed() ? Request.Kind.MALFORMED : Request.Kind.WELL_FORMED);
        request.strings()
                .forEach((field, text) ->
                        WireFields.setString(target, field, table.getOrDefault(text, 0)));
    }

    private RuntimeBatch() {}
}
