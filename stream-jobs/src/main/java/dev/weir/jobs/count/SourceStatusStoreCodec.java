package dev.weir.jobs.count;

import dev.weir.jobs.state.LiveStore;
import dev.weir.schema.source.SourceStatus;
import dev.weir.schema.source.SourceStatusCodec;
import java.nio.charset.StandardCharsets;

/// How source statuses are kept in the store of the first stage.
public final class SourceStatusStoreCodec implements LiveStore.Codec<String, SourceStatus> {
    @Override
    public byte[] encodeKey(String sourceId) {
        return sourceId.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String decodeKey(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public byte[] encodeValue(String sourceId, SourceStatus status) {
        return SourceStatusCodec.encode(status);
    }

    @Override
    public SourceStatus decodeValue(String sourceId, byte[] bytes) {
        return SourceStatusCodec.decode(bytes);
    }
}
