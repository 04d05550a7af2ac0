package dev.weir.storage.rocksdb;

import dev.weir.schema.source.SourceStatus;
import dev.weir.schema.source.SourceStatusCodec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/// The column family `sources`: the status of a source by its id.
final class RocksSources {
    private final RocksDatabase db;

    RocksSources(RocksDatabase db) {
        this.db = db;
    }

    /// Writes those that have not counted less than what is there. For one thread at a time.
    void write(List<SourceStatus> statuses) throws RocksDBException {
        Map<String, SourceStatus> furthest = new HashMap<>();
        for (SourceStatus status : statuses) {
            furthest.merge(
                    status.sourceId(), status, (a, b) -> b.countedTo() >= a.countedTo() ? b : a);
        }
        try (var batch = new WriteBatch()) {
            for (SourceStatus status : furthest.values()) {
                byte[] key = RocksKeys.source(status.sourceId());
                byte[] present = db.get(RocksKeys.SOURCES, key);
                if (present == null
                        || status.countedTo() >= SourceStatusCodec.decode(present).countedTo()) {
                    batch.put(db.family(RocksKeys.SOURCES), key, SourceStatusCodec.encode(status));
                }
            }
            db.write(batch);
        }
    }

    /// Reads all, by id.
    List<SourceStatus> read() throws RocksDBException {
        List<SourceStatus> statuses = new ArrayList<>();
        try (RocksIterator entries = db.iterator(db.family(RocksKeys.SOURCES))) {
            for (entries.seekToFirst(); entries.isValid(); entries.next()) {
                statuses.add(SourceStatusCodec.decode(entries.value()));
            }
            entries.status();
        }
        statuses.sort(Comparator.comparing(SourceStatus::sourceId));
        return statuses;
    }
}
