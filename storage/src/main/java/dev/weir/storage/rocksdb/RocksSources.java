package dev.weir.storage.rocksdb;

import dev.weir.schema.source.SourceLines;
import dev.weir.schema.source.SourceLinesCodec;
import dev.weir.schema.source.SourceStatus;
import dev.weir.schema.source.SourceStatusCodec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/// The column families `sources` and `source-lines`: what the stream jobs and what collectors say of a
/// source, by its id.
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

    /// Writes what collectors say; the last of a source stays. For one thread at a time.
    void writeLines(List<SourceLines> lines) throws RocksDBException {
        try (var batch = new WriteBatch()) {
            for (SourceLines one : lines) {
                batch.put(
                        db.family(RocksKeys.SOURCE_LINES),
                        RocksKeys.source(one.sourceId()),
                        SourceLinesCodec.encode(one));
            }
            db.write(batch);
        }
    }

    /// Reads all statuses, by id.
    List<SourceStatus> read() throws RocksDBException {
        List<SourceStatus> statuses = new ArrayList<>();
        forEach(RocksKeys.SOURCES, value -> statuses.add(SourceStatusCodec.decode(value)));
        statuses.sort(Comparator.comparing(SourceStatus::sourceId));
        return statuses;
    }

    /// Reads all that collectors say, by id.
    List<SourceLines> readLines() throws RocksDBException {
        List<SourceLines> lines = new ArrayList<>();
        forEach(RocksKeys.SOURCE_LINES, value -> lines.add(SourceLinesCodec.decode(value)));
        lines.sort(Comparator.comparing(SourceLines::sourceId));
        return lines;
    }

    private void forEach(String family, Consumer<byte[]> value) throws RocksDBException {
        try (RocksIterator entries = db.iterator(db.family(family))) {
            for (entries.seekToFirst(); entries.isValid(); entries.next()) {
                value.accept(entries.value());
            }
            entries.status();
        }
    }
}
