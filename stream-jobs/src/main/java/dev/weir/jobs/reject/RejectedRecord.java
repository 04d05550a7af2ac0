package dev.weir.jobs.reject;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/// Makes, of a record that a job cannot read, what the rejected topic keeps of it: the record as it
/// came, with headers that say why it is there and where it stood.
public final class RejectedRecord {
    private static final System.Logger LOG = System.getLogger(RejectedRecord.class.getName());

    /// Logs the reason, and gives the record to forward.
    public static Record<byte[], byte[]> of(
            Optional<RecordMetadata> source, Record<byte[], byte[]> record, String reason) {
        String position =
                source.map(m -> m.topic() + "-" + m.partition() + "@" + m.offset()).orElse("");
        LOG.log(
                System.Logger.Level.WARNING,
                "record rejected: position={0} reason={1}",
                position,
                reason);
        Headers headers =
                new RecordHeaders()
                        .add("reason", reason.getBytes(StandardCharsets.UTF_8))
                        .add("position", position.getBytes(StandardCharsets.UTF_8));
        byte[] key = record.key() == null ? new byte[0] : record.key();
        byte[] value = record.value() == null ? new byte[0] : record.value();
        return new Record<>(key, value, record.timestamp(), headers);
    }

    private RejectedRecord() {}
}
