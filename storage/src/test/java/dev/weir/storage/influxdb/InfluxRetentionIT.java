package dev.weir.storage.influxdb;

import static dev.weir.storage.Samples.JUNE;
import static dev.weir.storage.Samples.part;
import static dev.weir.storage.Samples.rollup;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.rollup.Tier;
import dev.weir.storage.EncodedRollup;
import dev.weir.storage.Retention;
import dev.weir.storage.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the server forgets by itself, what it takes, and how many series it has to know.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class InfluxRetentionIT {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private final InfluxServer server = InfluxServer.shared();
    private final long now = Tier.DAY.windowStart(System.currentTimeMillis());

    @Test
    void whatIsOlderThanItsRetentionIsForgottenByTheServer() {
        InfluxConfig config = server.storeForEver();
        try (var store = InfluxMetricStore.open(config, Retention.DEFAULT)) {
            store.writeRollups(
                    List.of(
                            rollup("gone", Tier.SECOND, JUNE, 1),
                            rollup("shop", Tier.SECOND, JUNE, 2),
                            rollup("shop", Tier.SECOND, now, 3),
                            rollup("shop", Tier.DAY, JUNE, 4)));
            store.writeSignals(List.of(Samples.signal("shop", JUNE, JUNE, 0, 1)));
            assertEquals(List.of("gone", "shop"), store.customers());

            assertEquals(
                    List.of("1s", "1m", "1h", "1d"),
                    new InfluxSetup(config).init(keepsSecondsForADay()).policies());

            long deadline = System.nanoTime() + PATIENCE;
            while (!store.customers().equals(List.of("shop"))) {
                assertTrue(System.nanoTime() < deadline, "it is still there");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
            assertEquals(0, store.read("shop", Tier.SECOND, JUNE, JUNE + 1).size());
            assertEquals(1, store.read("shop", Tier.SECOND, now, now + 1).size());
            assertEquals(1, store.read("shop", Tier.DAY, JUNE, JUNE + 1).size());
            assertEquals(now + 1000, store.freshUntil());
        }
    }

    /// At midnight the window of today began up to a day ago.
    private static Retention keepsSecondsForADay() {
        var tiers = new TreeMap<>(Retention.DEFAULT.tiers());
        tiers.put(Tier.SECOND, Duration.ofDays(2));
        return new Retention(tiers, Retention.DEFAULT.ofSignals());
    }

    @Test
    void whatIsTooOldWhenItComesIsCountedAndNotTriedForEver() {
        InfluxConfig config = server.config();
        var _ = new InfluxSetup(config).init(keepsSecondsForADay());
        try (var store = InfluxMetricStore.open(config, Retention.DEFAULT)) {
            store.writeRollups(
                    List.of(
                            rollup("shop", Tier.SECOND, JUNE, 1),
                            rollup("shop", Tier.SECOND, JUNE + 1000, 2),
                            rollup("shop", Tier.SECOND, now, 3),
                            rollup("shop", Tier.DAY, JUNE, 4)));
            assertEquals(2, store.refusedRollups());
            assertEquals(0, store.read("shop", Tier.SECOND, JUNE, JUNE + 2000).size());
            assertEquals(1, store.read("shop", Tier.SECOND, now, now + 1).size());
            assertEquals(1, store.read("shop", Tier.DAY, JUNE, JUNE + 1).size());
            assertEquals(now + 1000, store.freshUntil());
        }
    }

    /// Neither windows nor parts, ids, paths or restarts make series: customers and tiers do.
    @Test
    void tenThousandCustomersHaveASeriesInEachTier() {
        InfluxConfig config = server.storeForEver();
        try (var store = InfluxMetricStore.open(config, Retention.DEFAULT)) {
            List<EncodedRollup> rollups = new ArrayList<>();
            for (int customer = 0; customer < 10_000; customer++) {
                long partition = (customer % 32 + 1L) << 48;
                for (Tier tier : Tier.DEFAULT) {
                    rollups.add(part("customer-" + customer, tier, JUNE, partition + customer, 1));
                }
                rollups.add(part("customer-" + customer, Tier.SECOND, JUNE, partition + 20_000, 1));
            }
            store.writeRollups(rollups);
            for (int i = 0; i < 20; i++) {
                String id = "edge/var/log/" + i;
                store.writeSources(List.of(Samples.source(id, i, 1)));
                store.writeSourceLines(List.of(Samples.lines(id, i, 1)));
                store.writeSignals(List.of(Samples.signal("shop", JUNE + i, JUNE, 0, 1)));
            }
            assertEquals(10_000, store.customers().size());
            for (Tier tier : Tier.DEFAULT) {
                assertEquals(List.of("10000"), cardinality(config, tier.wireName(), "rollups"));
            }
            for (String one : List.of("signals", "sources", "source_lines", "store")) {
                assertEquals(List.of("1"), cardinality(config, "state", one));
            }
            assertEquals(List.of("4"), cardinality(config, "state", "freshness"));
            assertEquals(2, points(config, "customer-77"));
        }
    }

    private int points(InfluxConfig config, String customer) {
        String select = "SELECT requests FROM rollups WHERE customer = '" + customer + "'";
        return server.query(config.database(), "1s", select).size();
    }

    private List<String> cardinality(InfluxConfig config, String policy, String of) {
        return server.query(config.database(), policy, "SHOW SERIES EXACT CARDINALITY FROM " + of);
    }
}
