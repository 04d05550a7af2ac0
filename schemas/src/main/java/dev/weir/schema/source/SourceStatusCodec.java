package dev.weir.schema.source;

import dev.weir.schema.CapnpBytes;
import dev.weir.schema.SourceStatusSchema;
import dev.weir.schema.batch.CatalogueVersion;
import org.capnproto.MessageBuilder;

/// Takes a source's status, gives the Cap'n Proto message of `source_status.capnp`, and back.
public final class SourceStatusCodec {
    private static final int SCHEMA_VERSION = 1;

    /// Encodes a status.
    public static byte[] encode(SourceStatus status) {
        var message = new MessageBuilder(64);
        var root = message.initRoot(SourceStatusSchema.SourceStatus.factory);
        root.setSchemaVersion((short) SCHEMA_VERSION);
        root.setSourceId(status.sourceId());
        root.setHost(status.host());
        root.setFile(status.file());
        root.setCountedTo(status.countedTo());
        root.setRequests(status.requests());
        root.setMalformed(status.malformed());
        root.setRejectedLines(status.rejectedLines());
        root.setRepeatedRequests(status.repeatedRequests());
        root.setGapBytes(status.gapBytes());
        root.setLastEventTime(status.lastEventTime());
        root.setLastBatchAt(status.lastBatchAt());
        root.setCatalogueGeneration(status.catalogue().generation());
        root.setCatalogueHash(status.catalogue().hash());
        root.setRequestsAhead(status.timeliness().requestsAhead());
        root.setRetimedRequests(status.timeliness().retimedRequests());
        root.setLateRequests(status.timeliness().lateRequests());
        root.setLatenessMillis(status.timeliness().latenessMillis());
        return CapnpBytes.of(message);
    }

    /// Decodes a status.
    ///
    /// @throws IllegalArgumentException if the bytes are none
    public static SourceStatus decode(byte[] bytes) {
        try {
            var root = CapnpBytes.read(bytes).getRoot(SourceStatusSchema.SourceStatus.factory);
            return new SourceStatus(
                    root.getSourceId().toString(),
                    root.getHost().toString(),
                    root.getFile().toString(),
                    root.getCountedTo(),
                    root.getRequests(),
                    root.getMalformed(),
                    root.getRejectedLines(),
                    root.getRepeatedRequests(),
                    root.getGapBytes(),
                    root.getLastEventTime(),
                    root.getLastBatchAt(),
                    new CatalogueVersion(root.getCatalogueGeneration(), root.getCatalogueHash()),
                    new Timeliness(
                            root.getRequestsAhead(),
                            root.getRetimedRequests(),
                            root.getLateRequests(),
                            root.getLatenessMillis()));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("source status is malformed: " + e.getMessage(), e);
        }
    }

    private SourceStatusCodec() {}
}
