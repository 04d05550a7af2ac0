package dev.weir.storage.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Tells of records that could not be decoded, once a minute and topic: a topic full of them must
/// not fill the log.
final class SkippedRecords {
    private static final System.Logger LOG = System.getLogger(SkippedRecords.class.getName());
    private static final long INTERVAL = TimeUnit.MINUTES.toNanos(1);

    private static final class Untold {
        private long records;
        private long toldAt;
    }

    private final LongSupplier nanos;
    private final Map<String, Untold> topics = new HashMap<>();

    SkippedRecords(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void add(ConsumerRecord<?, ?> record, RuntimeException reason) {
        long now = nanos.getAsLong();
        Untold untold = topics.get(record.topic());
        if (untold == null) {
            untold = new Untold();
            untold.toldAt = now - INTERVAL;
            topics.put(record.topic(), untold);
        }
        untold.records++;
        if (now - untold.toldAt < INTERVAL) {
            return;
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "records skipped topic={0} count={1} last={2}@{3} reason={4}",
                record.topic(),
                Long.toString(untold.records),
                Integer.toString(record.partition()),
                Long.toString(record.offset()),
                reason.getMessage());
        untold.records = 0;
        untold.toldAt = now;
    }
}
