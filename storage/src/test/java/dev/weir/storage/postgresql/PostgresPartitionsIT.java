package dev.weir.storage.postgresql;

import static dev.weir.storage.Samples.JUNE;
import static dev.weir.storage.Samples.rollup;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.EncodedRollup;
import dev.weir.storage.MetricStore;
import dev.weir.storage.Retention;
import dev.weir.storage.Samples;
import dev.weir.storage.StoreException;
import dev.weir.storage.StoredPeriod;
import dev.weir.storage.WindowRollup;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Which tables there are, when they come and go, and that several processes may use them at once.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PostgresPartitionsIT {
    private static final long HOUR = Tier.HOUR.millis();

    private final PostgresServer server = PostgresServer.shared();
    private final PostgresConfig config = server.config();
    private final AtomicLong clock = new AtomicLong(JUNE);

    @SuppressWarnings("NullAway.Init")
    private PostgresMetricStore store;

    @BeforeEach
    void openStore() {
        var _ = new PostgresSetup(config).init(Tier.DEFAULT);
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private PostgresMetricStore open() {
        return PostgresMetricStore.open(config, Retention.DEFAULT, clock::get);
    }

    private List<String> partitions(String table) throws SQLException {
        return server.query(
                "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = '"
                        + config.schema()
                        + "."
                        + table
                        + "'::regclass ORDER BY 1");
    }

    private static long requests(MetricStore store, String customer, Tier tier) {
        return store.read(customer, tier, Long.MIN_VALUE, Long.MAX_VALUE).stream()
                .mapToLong(window -> window.rollup().counter(Counter.REQUESTS))
                .sum();
    }

    @Test
    void aPartitionIsMadeWhenItsFirstWindowComesAndNoOther() throws SQLException {
        assertEquals(List.of(), partitions("rollups_1s"));
        store.writeRollups(
                List.of(
                        rollup("shop", Tier.SECOND, JUNE + 2 * HOUR - 1000, 1),
                        rollup("shop", Tier.SECOND, JUNE - 365 * 24 * HOUR, 1),
                        rollup("shop", Tier.SECOND, -1000, 1),
                        rollup("shop", Tier.MINUTE, JUNE + HOUR, 1)));
        String schema = config.schema() + ".";
        assertEquals(
                List.of(
                        schema + "rollups_1s_20240601_00",
                        schema + "rollups_1s_20250601_01",
                        schema + "rollups_1s_m3600000"),
                partitions("rollups_1s"));
        assertEquals(List.of(schema + "rollups_1m_20250601_00"), partitions("rollups_1m"));
        assertEquals(List.of(), partitions("rollups_1d"));
    }

    @Test
    void retentionDropsTablesAndLeavesTheOthers() throws SQLException {
        for (int hour = 0; hour < 5; hour++) {
            clock.set(JUNE + hour * HOUR);
            store.writeRollups(
                    List.of(
                            rollup("shop", Tier.SECOND, JUNE + hour * HOUR, 1),
                            rollup("shop", Tier.MINUTE, JUNE + hour * HOUR, 1)));
        }
        store.applyRetention(JUNE + Duration.ofHours(8).toMillis());
        assertEquals(
                List.of(
                        config.schema() + ".rollups_1s_20250601_02",
                        config.schema() + ".rollups_1s_20250601_03",
                        config.schema() + ".rollups_1s_20250601_04"),
                partitions("rollups_1s"));
        assertEquals(
                List.of(
                        new StoredPeriod(Tier.SECOND, JUNE + 2 * HOUR, JUNE + 3 * HOUR),
                        new StoredPeriod(Tier.SECOND, JUNE + 3 * HOUR, JUNE + 4 * HOUR),
                        new StoredPeriod(Tier.SECOND, JUNE + 4 * HOUR, JUNE + 5 * HOUR),
                        new StoredPeriod(Tier.MINUTE, JUNE, JUNE + 24 * HOUR)),
                store.periods());
        assertEquals(3, requests(store, "shop", Tier.SECOND));
        assertEquals(5, requests(store, "shop", Tier.MINUTE));
    }

    @Test
    void aPartitionThatOneProcessDroppedAnotherMakesAgain() {
        try (PostgresMetricStore other = open()) {
            List<EncodedRollup> batch =
                    List.of(
                            rollup("shop", Tier.SECOND, JUNE, 1),
                            rollup("shop", Tier.MINUTE, JUNE, 2));
            other.writeRollups(batch);
            clock.addAndGet(Duration.ofDays(1).toMillis());
            store.applyRetention(clock.get());
            assertEquals(0, requests(other, "shop", Tier.SECOND));

            other.writeRollups(batch);

            assertEquals(1, requests(store, "shop", Tier.SECOND));
            assertEquals(2, requests(store, "shop", Tier.MINUTE));
        }
    }

    @Test
    void aCustomerThatOneProcessForgotAnotherBringsBack() {
        try (PostgresMetricStore other = open()) {
            other.writeRollups(List.of(rollup("shop", Tier.SECOND, JUNE, 1)));
            clock.addAndGet(Duration.ofDays(1).toMillis());
            store.applyRetention(clock.get());
            assertEquals(List.of(), other.customers());

            other.writeRollups(List.of(rollup("shop", Tier.SECOND, JUNE, 2)));

            assertEquals(2, requests(store, "shop", Tier.SECOND));
            assertEquals(List.of("shop"), store.customers());
        }
    }

    /// As a standby is that took over before it had everything.
    @Test
    void aServerThatIsNotAsFarAsTheOneBeforeIsWrittenToAllTheSame() throws SQLException {
        store.writeRollups(List.of(rollup("shop", Tier.SECOND, JUNE, 1)));
        String schema = config.schema();
        server.run(
                "DROP TABLE " + schema + ".rollups_1s_20250601_00",
                "DELETE FROM " + schema + ".partitions",
                "DELETE FROM " + schema + ".freshness",
                "DELETE FROM " + schema + ".customers");
        List<EncodedRollup> batch = List.of(rollup("shop", Tier.SECOND, JUNE, 2));
        assertThrows(StoreException.class, () -> store.writeRollups(batch));

        store.writeRollups(batch);

        assertEquals(2, requests(store, "shop", Tier.SECOND));
        assertEquals(List.of("shop"), store.customers());
        assertEquals(JUNE + 1000, store.freshUntil());
    }

    @Test
    void aLateWriteByAnotherProcessKeepsAnOldPartition() {
        store.writeRollups(List.of(rollup("shop", Tier.SECOND, JUNE, 1)));
        clock.addAndGet(Duration.ofHours(7).toMillis() - 1);
        try (PostgresMetricStore other = open()) {
            other.writeRollups(List.of(rollup("shop", Tier.SECOND, JUNE + 1000, 2)));
        }
        store.applyRetention(clock.get() + 2);
        assertEquals(3, requests(store, "shop", Tier.SECOND));
    }

    @Test
    void twoProcessesMayMakeTheSamePartitionsAtOnce() throws Exception {
        CyclicBarrier together = new CyclicBarrier(4);
        try (PostgresMetricStore other = open();
                var threads = Executors.newCachedThreadPool()) {
            List<Future<?>> writing = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                MetricStore its = writer % 2 == 0 ? store : other;
                String customer = "customer-" + writer;
                writing.add(
                        threads.submit(() -> {
                            for (int day = 0; day < 10; day++) {
                                together.await();
                                its.writeRollups(
                                        List.of(
                                                rollup(
                                                        customer,
                                                        Tier.MINUTE,
                                                        JUNE + day * Tier.DAY.millis(),
                                                        1),
                                                rollup(
                                                        customer,
                                                        Tier.SECOND,
                                                        JUNE + day * HOUR,
                                                        1)));
                            }
                            return true;
                        }));
            }
            for (Future<?> writer : writing) {
                writer.get();
            }
        }
        assertEquals(10, partitions("rollups_1m").size());
        for (int writer = 0; writer < 4; writer++) {
            assertEquals(10, requests(store, "customer-" + writer, Tier.SECOND));
        }
    }

    /// Both write the same rows, each in an order of its own, while a third forgets customers.
    @Test
    void twoProcessesThatWriteTheSameRowsNeverWaitInACircle()
            throws ExecutionException, InterruptedException, SQLException {
        List<EncodedRollup> rollups = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Tier tier = i % 2 == 0 ? Tier.SECOND : Tier.MINUTE;
            rollups.add(rollup("customer-" + i % 40, tier, JUNE + (i / 40) * tier.millis(), 1));
        }
        String deadlocks =
                "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
        List<String> before = server.query(deadlocks);
        AtomicBoolean written = new AtomicBoolean();
        try (PostgresMetricStore other = open();
                var threads = Executors.newCachedThreadPool()) {
            Future<Boolean> forgetting =
                    threads.submit(() -> {
                        long old = JUNE - Duration.ofDays(3650).toMillis();
                        while (!written.get()) {
                            other.writeRollups(List.of(rollup("gone", Tier.SECOND, old, 1)));
                            other.applyRetention(JUNE + Duration.ofHours(6).toMillis());
                        }
                        return true;
                    });
            List<Future<Boolean>> writing = new ArrayList<>();
            for (PostgresMetricStore its : List.of(store, other, store, other)) {
                List<EncodedRollup> order = new ArrayList<>(rollups);
                int seed = writing.size();
                writing.add(
                        threads.submit(() -> {
                            for (int round = 0; round < 25; round++) {
                                Collections.shuffle(order, new Random(seed * 100L + round));
                                its.writeRollups(order);
                            }
                            return true;
                        }));
            }
            try {
                for (Future<Boolean> writer : writing) {
                    assertTrue(writer.get());
                }
            } finally {
                written.set(true);
            }
            assertTrue(forgetting.get());
        }
        assertEquals(before, server.query(deadlocks));
        for (int customer = 0; customer < 40; customer++) {
            Tier tier = customer % 2 == 0 ? Tier.SECOND : Tier.MINUTE;
            assertEquals(10, requests(store, "customer-" + customer, tier));
        }
        assertTrue(store.customers().contains("customer-39"));
    }

    @Test
    void aReaderThatHoldsATableKeepsNobodyFromMakingPartitions() throws SQLException {
        try (Connection reader = server.connect();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("SELECT count(*) FROM " + config.schema() + ".rollups_1s");
            store.writeRollups(List.of(rollup("shop", Tier.SECOND, JUNE, 1)));
        }
        assertEquals(1, requests(store, "shop", Tier.SECOND));
    }

    @Test
    void droppingGivesWayToAReaderAndIsDoneLater() throws SQLException {
        store.writeRollups(List.of(rollup("shop", Tier.SECOND, JUNE, 1)));
        clock.addAndGet(Duration.ofHours(8).toMillis());
        try (Connection reader = server.connect();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("SELECT count(*) FROM " + config.schema() + ".rollups_1s");
            StoreException busy =
                    assertThrows(StoreException.class, () -> store.applyRetention(clock.get()));
            assertEquals(StoreException.Reason.BUSY, busy.reason());
            assertTrue(busy.isTransient());
            store.writeRollups(List.of(rollup("blog", Tier.MINUTE, JUNE, 1)));
        }
        assertEquals(1, requests(store, "shop", Tier.SECOND));
        store.applyRetention(clock.get());
        assertEquals(0, requests(store, "shop", Tier.SECOND));
        assertEquals(List.of("blog"), store.customers());
    }

    @Test
    void countersStandInColumnsForPeople() throws SQLException {
        Rollup rollup = new Rollup();
        for (Counter counter : Counter.values()) {
            rollup.add(counter, 100 + counter.ordinal());
        }
        store.writeRollups(
                List.of(
                        Samples.encoded(new RollupKey("shop", Tier.MINUTE, JUNE, 0), rollup),
                        Samples.encoded(new RollupKey("shop", Tier.MINUTE, JUNE, 1), rollup)));
        for (Counter counter : Statements.COLUMNS) {
            assertEquals(
                    List.of(Long.toString(200 + 2L * counter.ordinal())),
                    server.query(
                            "SELECT sum("
                                    + counter.wireName()
                                    + ") FROM "
                                    + config.schema()
                                    + ".rollups_1m WHERE customer = 'shop' GROUP BY window_start"));
        }
    }

    @Test
    void aRollupThatCannotBeDecodedStopsNoWriterAndTellsItsReader() {
        RollupKey key = new RollupKey("shop", Tier.MINUTE, JUNE, 0);
        store.writeRollups(
                List.of(
                        new EncodedRollup(key, new byte[] {1, 2, 3}),
                        rollup("blog", Tier.MINUTE, JUNE, 5)));
        assertEquals(5, requests(store, "blog", Tier.MINUTE));
        StoreException refused =
                assertThrows(StoreException.class, () -> requests(store, "shop", Tier.MINUTE));
        assertTrue(
                String.valueOf(refused.getMessage()).startsWith("a stored rollup of shop, tier 1m"),
                refused.getMessage());
    }

    @Test
    void oldDataOfManyPartitionsIsWrittenAtOnceAndForgottenAtOnce() throws SQLException {
        List<EncodedRollup> rollups =
                LongStream.range(0, 120)
                        .mapToObj(hour -> rollup("shop", Tier.SECOND, hour * HOUR, 1))
                        .toList();
        store.writeRollups(rollups);
        assertEquals(120, partitions("rollups_1s").size());
        Map<Long, Long> read = new TreeMap<>();
        for (WindowRollup window : store.read("shop", Tier.SECOND, 10 * HOUR, 13 * HOUR)) {
            read.put(window.windowStart(), window.rollup().counter(Counter.REQUESTS));
        }
        assertEquals(Map.of(10 * HOUR, 1L, 11 * HOUR, 1L, 12 * HOUR, 1L), read);
        store.applyRetention(JUNE + Duration.ofHours(6).toMillis());
        assertEquals(List.of(), partitions("rollups_1s"));
        assertEquals(List.of(), store.customers());
    }
}
