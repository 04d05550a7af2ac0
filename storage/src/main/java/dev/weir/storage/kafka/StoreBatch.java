package dev.weir.storage.kafka;

import dev.weir.schema.Topics;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import dev.weir.schema.signal.Signal;
import dev.weir.schema.signal.SignalCodec;
import dev.weir.schema.source.SourceLines;
import dev.weir.schema.source.SourceLinesCodec;
import dev.weir.schema.source.SourceStatus;
import dev.weir.schema.source.SourceStatusCodec;
import dev.weir.storage.EncodedRollup;
import dev.weir.storage.MetricStore;
import dev.weir.storage.StoreMetrics;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/// Takes the records of one poll, gives what of them is to be written: the last of each key. Writing
/// it again changes nothing.
final class StoreBatch {
    private final Map<RollupKey, EncodedRollup> rollups = new LinkedHashMap<>();
    private final Map<String, Long> records = new HashMap<>();
    private final Map<String, Signal> signals = new LinkedHashMap<>();
    private final Map<String, SourceStatus> sources = new LinkedHashMap<>();
    private final Map<String, SourceLines> sourceLines = new LinkedHashMap<>();

    /// Decodes records; those that cannot be are counted, told to `skipped` and left out.
    static StoreBatch of(
            ConsumerRecords<byte[], byte[]> records, StoreMetrics metrics, SkippedRecords skipped) {
        var batch = new StoreBatch();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            metrics.read(record.topic());
            batch.records.merge(record.topic(), 1L, Long::sum);
            try {
                batch.add(record);
            } catch (RuntimeException e) {
                metrics.skipped(record.topic());
                skipped.add(record, e);
            }
        }
        return batch;
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        if (value == null) {
            throw new IllegalArgumentException("it has no value");
        }
        switch (record.topic()) {
            case Topics.ROLLUPS -> {
                EncodedRollup rollup = EncodedRollup.of(value);
                rollups.put(rollup.key(), rollup);
            }
            case Topics.SIGNALS -> {
                Signal signal = SignalCodec.decode(value);
                signals.put(signal.id(), signal);
            }
            case Topics.SOURCES -> {
                SourceStatus status = SourceStatusCodec.decode(value);
                sources.put(status.sourceId(), status);
            }
            case Topics.LEDGER -> {
                SourceLines lines = SourceLinesCodec.decode(value);
                sourceLines.put(lines.sourceId(), lines);
            }
            default -> throw new IllegalArgumentException("its topic is not read");
        }
    }

    /// Writes everything. The sources come last: what they say is counted, is stored.
    ///
    /// @throws dev.weir.storage.StoreException if something was not written; do it all again
    void writeTo(MetricStore store, WriteLanes lanes) {
        if (!rollups.isEmpty()) {
            lanes.write(List.copyOf(rollups.values()), store);
        }
        if (!signals.isEmpty()) {
            store.writeSignals(List.copyOf(signals.values()));
        }
        if (!sources.isEmpty()) {
            store.writeSources(List.copyOf(sources.values()));
        }
        if (!sourceLines.isEmpty()) {
            store.writeSourceLines(List.copyOf(sourceLines.values()));
        }
    }

    /// How many records of a topic it was made of.
    long records(String topic) {
        return records.getOrDefault(topic, 0L);
    }

    /// Number of rollups.
    int rollups() {
        return rollups.size();
    }

    /// The rollups of a tier.
    List<EncodedRollup> rollups(Tier tier) {
        return rollups.values().stream().filter(r -> r.key().tier().equals(tier)).toList();
    }
}
