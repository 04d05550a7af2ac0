package dev.weir.storage.rocksdb;

import static dev.weir.storage.Samples.JUNE;
import static dev.weir.storage.Samples.rollup;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.EncodedRollup;
import dev.weir.storage.Retention;
import dev.weir.storage.Samples;
import dev.weir.storage.SignalQuery;
import dev.weir.storage.StoreException;
import dev.weir.storage.StoredPeriod;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/// What only the store in a directory does.
class RocksMetricStoreTest {
    @TempDir Path parent;

    private Path directory() {
        return parent.resolve("store");
    }

    private RocksMetricStore open() {
        return open(() -> JUNE);
    }

    private RocksMetricStore open(LongSupplier clock) {
        return RocksMetricStore.open(RocksConfig.of(directory()), Retention.DEFAULT, clock);
    }

    private static long requests(RocksMetricStore store, String customer) {
        return store.read(customer, Tier.SECOND, Long.MIN_VALUE, Long.MAX_VALUE).stream()
                .mapToLong(window -> window.rollup().counter(Counter.REQUESTS))
                .sum();
    }

    private static String refusal(Executable opening) {
        return String.valueOf(assertThrows(StoreException.class, opening).getMessage());
    }

    private void fill() {
        try (var store = open()) {
            store.writeRollups(
                    List.of(
                            rollup("shop", Tier.SECOND, JUNE, 7),
                            rollup("a\0b", Tier.SECOND, -1000, 9)));
            store.writeSignals(List.of(Samples.signal("shop", JUNE, JUNE, 0, 5)));
            store.writeSources(List.of(Samples.source("s", 10, 1)));
        }
    }

    private static void checkFilled(RocksMetricStore store) {
        assertEquals(List.of("a\0b", "shop"), store.customers());
        assertEquals(7, requests(store, "shop"));
        assertEquals(9, requests(store, "a\0b"));
        assertEquals(JUNE + 1000, store.freshUntil());
        assertEquals(1, store.signals(new SignalQuery(null, JUNE, JUNE + 1, 10)).size());
        assertEquals(List.of(Samples.source("s", 10, 1)), store.sources());
    }

    @Test
    void everythingIsThereAfterReopening() {
        fill();
        try (var store = open()) {
            checkFilled(store);
        }
    }

    @Test
    void thePeriodsAreThoseThatHoldRollups() {
        long hour = Tier.HOUR.millis();
        fill();
        try (var store = open(() -> JUNE + 7 * hour)) {
            store.writeRollups(List.of(rollup("shop", Tier.MINUTE, JUNE, 7)));
            var before1970 = new StoredPeriod(Tier.SECOND, -hour, 0);
            var june = new StoredPeriod(Tier.SECOND, JUNE, JUNE + hour);
            var day = new StoredPeriod(Tier.MINUTE, JUNE, JUNE + 24 * hour);
            assertEquals(List.of(before1970, june, day), store.periods());
            store.applyRetention(JUNE + 7 * hour);
            assertEquals(List.of(day), store.periods());
        }
        try (var store = RocksMetricStore.openReadOnly(directory())) {
            assertEquals(1, store.periods().size());
        }
    }

    @Test
    void aStoreCanBeReadWithoutBeingWritten() {
        fill();
        try (var store = RocksMetricStore.openReadOnly(directory())) {
            checkFilled(store);
            List<EncodedRollup> rollups = List.of(rollup("shop", Tier.SECOND, JUNE, 8));
            assertEquals(
                    "the store in " + directory() + " is open for reading only",
                    refusal(() -> store.writeRollups(rollups)));
            assertEquals(7, requests(store, "shop"));
        }
    }

    @Test
    void readingWhereNoStoreIsMakesNone() {
        String refusal = refusal(() -> RocksMetricStore.openReadOnly(directory()));
        assertTrue(refusal.startsWith("there is no store in " + directory()), refusal);
        assertTrue(Files.notExists(directory()));
    }

    @Test
    void whenAPeriodWasWrittenIsKnownAfterReopening() {
        fill();
        long later = JUNE + Duration.ofHours(7).toMillis();
        try (var store = open(() -> later)) {
            store.writeRollups(List.of(rollup("a\0b", Tier.SECOND, -1000, 9)));
        }
        try (var store = open(() -> later)) {
            store.applyRetention(later);
            assertEquals(List.of("a\0b"), store.customers());
            assertEquals(9, requests(store, "a\0b"));
            store.applyRetention(later + Duration.ofHours(6).toMillis());
            assertEquals(List.of(), store.customers());
        }
        try (var store = open(() -> later)) {
            assertEquals(List.of(), store.customers());
            assertEquals(0, requests(store, "a\0b"));
        }
    }

    @Test
    void aTierThatIsNoLongerKeptIsForgotten() {
        fill();
        var sorted = new TreeMap<>(Retention.DEFAULT.tiers());
        sorted.remove(Tier.SECOND);
        Retention coarser = new Retention(sorted, Duration.ofDays(1));
        long later = JUNE + Tier.HOUR.millis();
        try (var store = RocksMetricStore.open(RocksConfig.of(directory()), coarser, () -> later)) {
            assertEquals(0, store.freshUntil());
            store.applyRetention(later);
            assertEquals(0, requests(store, "shop"));
        }
    }

    @Test
    void droppingPeriodsFreesTheirSpace() throws IOException, RocksDBException {
        Random random = new Random(1);
        var small = new RocksConfig(directory(), false, 1 << 20, 1 << 20);
        try (var store = RocksMetricStore.open(small, Retention.DEFAULT, () -> JUNE)) {
            for (int second = 0; second < 6 * 3600; second += 4) {
                var key = new RollupKey("shop", Tier.SECOND, JUNE + second * 1000L, 0);
                byte[] noise = new byte[4096];
                random.nextBytes(noise);
                store.writeRollups(List.of(new EncodedRollup(key, noise)));
            }
        }
        // A file that is being compacted cannot be dropped: all that is due is compacted before.
        inEachFamily(RocksDB::compactRange);
        long later = JUNE + Duration.ofDays(2).toMillis();
        try (var store = RocksMetricStore.open(small, Retention.DEFAULT, () -> later)) {
            long before = bytes();
            store.applyRetention(later);
            long after = bytes();
            assertTrue(before > 20 << 20, "before: " + before);
            assertTrue(after < before / 2, "before: " + before + ", after: " + after);
            assertEquals(List.of(), store.customers());
        }
    }

    private long bytes() throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(directory())) {
            for (Path file : files.toList()) {
                bytes += Files.exists(file) ? Files.size(file) : 0;
            }
        }
        return bytes;
    }

    @Test
    void aClosedStoreRefusesAndClosingAgainIsFine() {
        RocksMetricStore store = open();
        store.close();
        store.close();
        String refusal = "the store in " + directory() + " is closed";
        List<Executable> uses =
                List.of(
                        () -> store.writeRollups(List.of(rollup("shop", Tier.SECOND, JUNE, 8))),
                        () -> store.writeSignals(List.of(Samples.signal("s", 1, 1, 0, 1))),
                        () -> store.writeSources(List.of(Samples.source("s", 1, 1))),
                        () -> store.read("shop", Tier.SECOND, 0, JUNE),
                        () -> store.signals(new SignalQuery(null, 0, JUNE, 1)),
                        store::sources,
                        store::customers,
                        store::freshUntil,
                        () -> store.applyRetention(JUNE));
        for (Executable use : uses) {
            assertEquals(refusal, refusal(use));
        }
    }

    @Test
    void closingWaitsForThoseWhoReadAndWrite() throws InterruptedException, ExecutionException {
        for (int round = 0; round < 5; round++) {
            RocksMetricStore store = open();
            long requests = round + 1L;
            try (var threads = Executors.newCachedThreadPool()) {
                List<Future<Long>> users = new ArrayList<>();
                for (int user = 0; user < 3; user++) {
                    long start = user * 1000L;
                    users.add(
                            threads.submit(() -> {
                                for (long uses = 0; ; uses++) {
                                    try {
                                        store.writeRollups(
                                                List.of(rollup("c", Tier.SECOND, start, requests)));
                                        store.read("c", Tier.SECOND, 0, JUNE);
                                    } catch (StoreException closed) {
                                        return uses;
                                    }
                                }
                            }));
                }
                while (requests(store, "c") < 3 * requests) {
                    Thread.onSpinWait();
                }
                store.close();
                for (Future<Long> user : users) {
                    assertTrue(user.get() >= 0);
                }
            }
        }
    }

    @Test
    void aStoreThatIsOpenInThisProcessIsRefused() {
        try (var store = open()) {
            assertEquals(0, store.freshUntil());
            assertEquals(
                    "the store in " + directory() + " is already open in this process",
                    refusal(this::open));
        }
    }

    @Test
    void aDirectoryWithOtherFilesIsRefusedAndLeftAlone() throws IOException {
        Files.createDirectories(directory());
        Files.writeString(directory().resolve("thesis.txt"), "years of work");
        assertEquals(
                directory()
                        + " is no store of this version of Weir (it holds thesis.txt): choose"
                        + " an empty directory",
                refusal(this::open));
        try (Stream<Path> files = Files.list(directory())) {
            assertEquals(List.of(directory().resolve("thesis.txt")), files.toList());
        }
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsRefused() throws IOException {
        Files.writeString(directory(), "");
        assertEquals(
                directory() + " is a file: the store needs a directory of its own",
                refusal(this::open));
    }

    @Test
    void anotherProgramsDatabaseIsRefusedAndLeftAlone() throws RocksDBException {
        RocksDB.loadLibrary();
        byte[] key = "key".getBytes(UTF_8);
        try (var options = new Options().setCreateIfMissing(true);
                RocksDB foreign = RocksDB.open(options, directory().toString())) {
            foreign.put(key, key);
        }
        String refusal = refusal(this::open);
        assertTrue(refusal.contains("it is another program's database"), refusal);
        try (var options = new Options();
                RocksDB foreign = RocksDB.open(options, directory().toString())) {
            assertEquals(3, foreign.get(key).length);
        }
    }

    @Test
    void anotherProgramsColumnFamiliesAreRefused() throws RocksDBException {
        RocksDB.loadLibrary();
        try (var options = new Options().setCreateIfMissing(true);
                RocksDB foreign = RocksDB.open(options, directory().toString())) {
            foreign.createColumnFamily(new ColumnFamilyDescriptor("theirs".getBytes(UTF_8)))
                    .close();
        }
        String refusal = refusal(this::open);
        assertTrue(refusal.contains("it has a column family \"theirs\""), refusal);
    }

    @Test
    void aStartThatWasCutShortIsTakenUp() throws RocksDBException {
        RocksDB.loadLibrary();
        try (var options = new Options().setCreateIfMissing(true);
                RocksDB unfinished = RocksDB.open(options, directory().toString())) {
            unfinished
                    .createColumnFamily(new ColumnFamilyDescriptor("customers".getBytes(UTF_8)))
                    .close();
        }
        fill();
        try (var store = open()) {
            checkFilled(store);
        }
    }

    @Test
    void aNewerFormatIsRefused() throws RocksDBException {
        fill();
        setFormat(RocksFormat.VERSION + 1);
        String sentence =
                "the store in "
                        + directory()
                        + " has format 2, and this version of Weir reads"
                        + " format 1: use the version of Weir that wrote it, or another directory";
        assertEquals(sentence, refusal(this::open));
        assertEquals(sentence, refusal(() -> RocksMetricStore.openReadOnly(directory())));
        setFormat(RocksFormat.VERSION);
        try (var store = open()) {
            checkFilled(store);
        }
    }

    private void setFormat(int version) throws RocksDBException {
        inEachFamily((db, family) -> {
            if (new String(family.getName(), UTF_8).equals(RocksKeys.META)) {
                byte[] format = RocksFormat.encoded();
                ByteBuffer.wrap(format).putInt(format.length - Integer.BYTES, version);
                db.put(family, RocksKeys.metaFormat(), format);
            }
        });
    }

    /// Something done to a column family past the store.
    private interface FamilyChange {
        void make(RocksDB db, ColumnFamilyHandle family) throws RocksDBException;
    }

    private void inEachFamily(FamilyChange change) throws RocksDBException {
        List<ColumnFamilyDescriptor> families = new ArrayList<>();
        try (var options = new Options()) {
            for (byte[] name : RocksDB.listColumnFamilies(options, directory().toString())) {
                families.add(new ColumnFamilyDescriptor(name));
            }
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (var options = new DBOptions();
                RocksDB db = RocksDB.open(options, directory().toString(), families, handles)) {
            for (ColumnFamilyHandle handle : handles) {
                change.make(db, handle);
                handle.close();
            }
        }
    }

    @Test
    void aDamagedStoreIsRefused() throws IOException {
        fill();
        try (Stream<Path> files = Files.list(directory())) {
            Path manifest =
                    files.filter(file -> file.getFileName().toString().startsWith("MANIFEST"))
                            .findFirst()
                            .orElseThrow();
            byte[] bytes = Files.readAllBytes(manifest);
            bytes[bytes.length / 2] ^= 1;
            Files.write(manifest, bytes);
        }
        String refusal = refusal(this::open);
        assertTrue(refusal.startsWith("the store in " + directory() + " is damaged"), refusal);
    }
}
