package dev.weir.storage.rocksdb;

import dev.weir.schema.signal.Signal;
import dev.weir.schema.signal.SignalCodec;
import dev.weir.storage.SignalQuery;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/// The column family `signals`: `updated at | closed at | message` by `opened at | id`, newest
/// first. The times stand before the message, so that looking for signals of a range decodes only
/// those.
final class RocksSignals {
    private static final int CLOSED_AT = Long.BYTES;
    private static final int MESSAGE = 2 * Long.BYTES;

    private final RocksDatabase db;

    RocksSignals(RocksDatabase db) {
        this.db = db;
    }

    /// Writes those that are not older than what is there. For one thread at a time.
    void write(List<Signal> signals) throws RocksDBException {
        Map<String, Signal> newest = new HashMap<>();
        for (Signal signal : signals) {
            newest.merge(signal.id(), signal, (a, b) -> b.updatedAt() >= a.updatedAt() ? b : a);
        }
        try (var batch = new WriteBatch()) {
            for (Signal signal : newest.values()) {
                byte[] key = RocksKeys.signal(signal.openedAt(), signal.id());
                byte[] present = db.get(RocksKeys.SIGNALS, key);
                if (present == null || signal.updatedAt() >= updatedAt(present)) {
                    batch.put(db.family(RocksKeys.SIGNALS), key, encoded(signal));
                }
            }
            db.write(batch);
        }
    }

    /// Reads those that were open at some time of the range, newest first.
    List<Signal> read(SignalQuery query) throws RocksDBException {
        List<Signal> found = new ArrayList<>();
        if (query.to() == Long.MIN_VALUE) {
            return found;
        }
        try (RocksIterator signals = db.iterator(db.family(RocksKeys.SIGNALS))) {
            signals.seek(RocksKeys.signalsOpenedUntil(query.to() - 1));
            for (; signals.isValid() && found.size() < query.limit(); signals.next()) {
                byte[] value = signals.value();
                if (closedAt(value) == 0 || closedAt(value) >= query.from()) {
                    Signal signal = decoded(value);
                    if (query.customer() == null || query.customer().equals(signal.customer())) {
                        found.add(signal);
                    }
                }
            }
            signals.status();
        }
        return found;
    }

    /// Forgets those that closed at `until` or before. For one thread at a time.
    void forget(long until) throws RocksDBException {
        try (var batch = new WriteBatch();
                RocksIterator signals = db.iterator(db.family(RocksKeys.SIGNALS))) {
            // What opened later cannot have closed so early.
            signals.seek(RocksKeys.signalsOpenedUntil(until));
            for (; signals.isValid(); signals.next()) {
                long closedAt = closedAt(signals.value());
                if (closedAt != 0 && closedAt <= until) {
                    batch.delete(db.family(RocksKeys.SIGNALS), signals.key());
                }
            }
            signals.status();
            if (batch.count() > 0) {
                db.write(batch);
            }
        }
    }

    private static byte[] encoded(Signal signal) {
        byte[] message = SignalCodec.encode(signal);
        return ByteBuffer.allocate(MESSAGE + message.length)
                .putLong(signal.updatedAt())
                .putLong(signal.closedAt())
                .put(message)
                .array();
    }

    private static Signal decoded(byte[] value) {
        return SignalCodec.decode(Arrays.copyOfRange(value, MESSAGE, value.length));
    }

    private static long updatedAt(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }

    private static long closedAt(byte[] value) {
        return ByteBuffer.wrap(value).getLong(CLOSED_AT);
    }
}
