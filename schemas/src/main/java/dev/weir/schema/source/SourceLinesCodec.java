package dev.weir.schema.source;

import dev.weir.schema.CapnpBytes;
import dev.weir.schema.SourceLinesSchema;
import java.util.Map;
import java.util.TreeMap;
import org.capnproto.MessageBuilder;

/// Takes what a collector says of a source's lines, gives the Cap'n Proto message of
/// `source_lines.capnp`, and back.
public final class SourceLinesCodec {
    private static final int SCHEMA_VERSION = 1;

    /// Encodes it.
    public static byte[] encode(SourceLines lines) {
        var message = new MessageBuilder(64);
        var root = message.initRoot(SourceLinesSchema.SourceLines.factory);
        root.setSchemaVersion((short) SCHEMA_VERSION);
        root.setSourceId(lines.sourceId());
        root.setHost(lines.host());
        root.setFile(lines.file());
        root.setSaidAt(lines.saidAt());
        root.setAcknowledgedTo(lines.acknowledgedTo());
        root.setRead(lines.read());
        root.setShipped(lines.shipped());
        root.setWaiting(lines.waiting());
        var reasons = root.initRejected(lines.rejected().size());
        int index = 0;
        for (var reason : new TreeMap<>(lines.rejected()).entrySet()) {
            var entry = reasons.get(index++);
            entry.setName(reason.getKey());
            entry.setLines(reason.getValue());
        }
        return CapnpBytes.of(message);
    }

    /// Decodes it.
    ///
    /// @throws IllegalArgumentException if the bytes are none
    public static SourceLines decode(byte[] bytes) {
        try {
            var root = CapnpBytes.read(bytes).getRoot(SourceLinesSchema.SourceLines.factory);
            Map<String, Long> rejected = new TreeMap<>();
            for (var reason : root.getRejected()) {
                rejected.put(reason.getName().toString(), reason.getLines());
            }
            return new SourceLines(
                    root.getSourceId().toString(),
                    root.getHost().toString(),
                    root.getFile().toString(),
                    root.getSaidAt(),
                    root.getAcknowledgedTo(),
                    root.getRead(),
                    root.getShipped(),
                    root.getWaiting(),
                    rejected);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("source lines are malformed: " + e.getMessage(), e);
        }
    }

    private SourceLinesCodec() {}
}
