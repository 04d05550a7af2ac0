package dev.weir.storage.rocksdb;

import dev.weir.schema.rollup.MalformedRollupException;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.RollupFields;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.EncodedRollup;
import dev.weir.storage.Retention;
import dev.weir.storage.StoreException;
import dev.weir.storage.StoredPeriod;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/// The column families `rollups.*` (a message by `period | customer | window | part`) and
/// `customers` (the names alone). As the period leads the key, a period's rollups lie together, and
/// forgetting them is dropping files, not deleting row by row.
///
/// Many threads may read while one writes or drops.
final class RocksRollups {
    private static final byte[] NOTHING = {};

    private final RocksDatabase db;
    private final RollupLedger ledger = new RollupLedger();
    private final Set<String> customers = new ConcurrentSkipListSet<>();

    RocksRollups(RocksDatabase db) throws RocksDBException {
        this.db = db;
        try (RocksIterator meta = db.iterator(db.family(RocksKeys.META))) {
            ledger.load(meta);
        }
        try (RocksIterator names = db.iterator(db.family(RocksKeys.CUSTOMERS))) {
            for (names.seekToFirst(); names.isValid(); names.next()) {
                customers.add(RocksKeys.customer(names.key()));
            }
            names.status();
        }
    }

    /// Writes all or none.
    ///
    /// @param now when, in milliseconds since 1970-01-01T00:00Z
    void write(List<EncodedRollup> rollups, long now) throws RocksDBException {
        var change = ledger.new Change();
        Set<String> newCustomers = new HashSet<>();
        try (var batch = new WriteBatch()) {
            for (EncodedRollup rollup : rollups) {
                RollupKey key = rollup.key();
                batch.put(db.rollupsToWrite(key.tier()), RocksKeys.rollup(key), rollup.message());
                change.add(key, now);
                if (!customers.contains(key.customer()) && newCustomers.add(key.customer())) {
                    batch.put(
                            db.family(RocksKeys.CUSTOMERS),
                            RocksKeys.customer(key.customer()),
                            NOTHING);
                }
            }
            change.putInto(batch, db.family(RocksKeys.META));
            db.write(batch);
        }
        change.remember();
        customers.addAll(newCustomers);
    }

    /// Reads the rollups of the windows of `[from, to)`, oldest first.
    ///
    /// @param fields what is wanted of them
    /// @param target takes a window's start, gives what its parts are merged into
    void read(
            String customer,
            Tier tier,
            long from,
            long to,
            RollupFields fields,
            LongFunction<Rollup> target)
            throws RocksDBException {
        ColumnFamilyHandle family = db.rollups(tier);
        if (family == null) {
            return;
        }
        try (RocksIterator rollups = db.iterator(family)) {
            Collection<Long> periods = ledger.periods(tier, from, to);
            read(rollups, periods, customer, from, to, fields, target);
            rollups.status();
        } catch (MalformedRollupException e) {
            throw StoreException.undecodable(customer, tier, e);
        }
    }

    /// Reads for each of some customers that has windows in `[from, to)` their merge.
    void readAll(
            Collection<String> customers,
            Tier tier,
            long from,
            long to,
            RollupFields fields,
            BiConsumer<String, Rollup> consumer)
            throws RocksDBException {
        ColumnFamilyHandle family = db.rollups(tier);
        if (family == null) {
            return;
        }
        try (RocksIterator rollups = db.iterator(family)) {
            Collection<Long> periods = ledger.periods(tier, from, to);
            for (String customer : customers) {
                var merged = new Merged();
                try {
                    read(rollups, periods, customer, from, to, fields, merged);
                } catch (MalformedRollupException e) {
                    throw StoreException.undecodable(customer, tier, e);
                }
                if (merged.isPresent) {
                    consumer.accept(customer, merged.rollup);
                }
            }
            rollups.status();
        }
    }

    /// The merge of all windows, and whether there was one.
    private static final class Merged implements LongFunction<Rollup> {
        private final Rollup rollup = new Rollup();
        private boolean isPresent;

        @Override
        public Rollup apply(long windowStart) {
            isPresent = true;
            return rollup;
        }
    }

    private static void read(
            RocksIterator rollups,
            Collection<Long> periods,
            String customer,
            long from,
            long to,
            RollupFields fields,
            LongFunction<Rollup> target) {
        byte[] name = RocksKeys.customer(customer);
        for (long period : periods) {
            byte[] prefix = RocksKeys.rollupsOf(period, name);
            rollups.seek(RocksKeys.rollupsFrom(prefix, from));
            for (; rollups.isValid(); rollups.next()) {
                byte[] key = rollups.key();
                long start = RocksKeys.isRollupOf(key, prefix) ? RocksKeys.windowStart(key) : to;
                if (start >= to) {
                    break;
                }
                RollupCodec.decode(rollups.value(), target.apply(start), fields);
            }
        }
    }

    /// The names of all customers, in alphabetical order.
    List<String> customers() {
        return List.copyOf(customers);
    }

    /// End of the newest window written of a tier; 0 if there is none.
    long freshUntil(Tier tier) {
        return ledger.freshUntil(tier);
    }

    /// The periods that there are, by tier and time.
    List<StoredPeriod> periods() {
        return db.tiers().stream().flatMap(tier -> ledger.all(tier).stream()).sorted().toList();
    }

    /// Drops the periods whose time is over, and the customers that are left with nothing.
    void forget(Retention retention, long now) throws RocksDBException {
        boolean dropped = false;
        for (Tier tier : db.tiers()) {
            long until = now - retention.of(tier).toMillis();
            for (long period : ledger.expired(tier, until)) {
                drop(tier, period);
                dropped = true;
            }
        }
        if (dropped) {
            forgetCustomersWithoutRollups();
        }
    }

    private void drop(Tier tier, long period) throws RocksDBException {
        ColumnFamilyHandle family = db.rollupsToWrite(tier);
        byte[] from = RocksKeys.period(period);
        byte[] to = RocksKeys.afterPeriod(period);
        // Whole files first, for that frees their space at once; then what shares a file with a
        // neighbour or is being compacted. Cut short in between, the ledger still has the period,
        // and it is done again.
        db.dropFiles(family, from, to);
        try (var batch = new WriteBatch()) {
            batch.deleteRange(family, from, to);
            batch.delete(db.family(RocksKeys.META), RocksKeys.metaWrittenAt(tier, period));
            db.write(batch);
        }
        ledger.forget(tier, period);
    }

    private void forgetCustomersWithoutRollups() throws RocksDBException {
        Set<String> present = customersWithRollups();
        try (var batch = new WriteBatch()) {
            for (String customer : customers) {
                if (!present.contains(customer)) {
                    batch.delete(db.family(RocksKeys.CUSTOMERS), RocksKeys.customer(customer));
                }
            }
            if (batch.count() > 0) {
                db.write(batch);
                customers.retainAll(present);
            }
        }
    }

    /// Looks in the coarsest tier first, and there in the newest period: most are found by one
    /// seek.
    private Set<String> customersWithRollups() throws RocksDBException {
        Set<String> present = new HashSet<>();
        for (Tier tier : db.tiers().reversed()) {
            try (RocksIterator rollups = db.iterator(db.rollupsToWrite(tier))) {
                for (long period : ledger.newestPeriods(tier)) {
                    for (String customer : customers) {
                        if (!present.contains(customer)) {
                            byte[] prefix =
                                    RocksKeys.rollupsOf(period, RocksKeys.customer(customer));
                            rollups.seek(prefix);
                            if (rollups.isValid() && RocksKeys.isRollupOf(rollups.key(), prefix)) {
                                present.add(customer);
                            }
                        }
                    }
                }
                rollups.status();
            }
        }
        return present;
    }
}
