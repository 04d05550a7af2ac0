package dev.weir.storage.influxdb;

import static dev.weir.storage.Samples.JUNE;
import static dev.weir.storage.Samples.rollup;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.schema.rollup.Tier;
import dev.weir.storage.Retention;
import dev.weir.storage.StoreException;
import dev.weir.storage.StoreException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What `weir store init` and `weir store migrate` make, and which versions are refused.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class InfluxSetupIT {
    private final InfluxServer server = InfluxServer.shared();
    private final InfluxConfig config = server.config();
    private final String place = "database " + config.place();

    private static Retention retention(Map<Tier, Duration> tiers) {
        return new Retention(new TreeMap<>(tiers), Duration.ofDays(1));
    }

    private List<String> policies() {
        return server.query("SHOW RETENTION POLICIES ON \"" + config.database() + '"');
    }

    private void refused(Reason reason, String sentence, Runnable operation) {
        StoreException e = assertThrows(StoreException.class, operation::run);
        assertEquals(sentence, e.getMessage());
        assertEquals(reason, e.reason());
    }

    @Test
    void initMakesAPolicyForEachTierAndAgainNothing() {
        var setup = new InfluxSetup(config);
        assertEquals(
                new InfluxSetup.Outcome(0, 1, List.of("1s", "1m", "1h", "1d", "state")),
                setup.init(Retention.DEFAULT));
        assertEquals(
                List.of(
                        "autogen,0s,168h0m0s,1,true",
                        "1s,6h0m0s,1h0m0s,1,false",
                        "1m,720h0m0s,24h0m0s,1,false",
                        "1h,8760h0m0s,720h0m0s,1,false",
                        "1d,43800h0m0s,8760h0m0s,1,false",
                        "state,0s,720h0m0s,1,false"),
                policies());
        String id;
        try (var store = InfluxMetricStore.open(config, Retention.DEFAULT)) {
            id = store.id();
        }
        assertEquals(new InfluxSetup.Outcome(1, 1, List.of()), setup.init(Retention.DEFAULT));
        assertEquals(new InfluxSetup.Outcome(1, 1, List.of()), setup.migrate(Retention.DEFAULT));
        try (var store = InfluxMetricStore.open(config, Retention.DEFAULT)) {
            assertEquals(id, store.id());
        }
    }

    @Test
    void aRetentionThatIsConfiguredAnewIsToldToTheServer() {
        var setup = new InfluxSetup(config);
        var _ =
                setup.init(
                        retention(
                                Map.of(
                                        Tier.MINUTE,
                                        Duration.ofDays(1),
                                        new Tier(300),
                                        Duration.ofMinutes(5),
                                        Tier.DAY,
                                        Duration.ofDays(30))));
        assertEquals(
                List.of(
                        "autogen,0s,168h0m0s,1,true",
                        "1m,24h0m0s,24h0m0s,1,false",
                        "5m,1h0m0s,1h0m0s,1,false", // no server keeps anything for less
                        "1d,720h0m0s,720h0m0s,1,false",
                        "state,0s,720h0m0s,1,false"),
                policies());
        Retention other =
                retention(
                        Map.of(
                                Tier.MINUTE,
                                Duration.ofHours(2),
                                new Tier(300),
                                Duration.ofHours(1),
                                Tier.DAY,
                                Duration.ofDays(365_000)));
        assertEquals(new InfluxSetup.Outcome(1, 1, List.of("1m", "1d")), setup.migrate(other));
        assertEquals(
                List.of(
                        "autogen,0s,168h0m0s,1,true",
                        "1m,2h0m0s,2h0m0s,1,false",
                        "5m,1h0m0s,1h0m0s,1,false",
                        "1d,0s,8760h0m0s,1,false",
                        "state,0s,720h0m0s,1,false"),
                policies());
        assertEquals(new InfluxSetup.Outcome(1, 1, List.of()), setup.init(other));
    }

    @Test
    void manyMayInitAtOnce() throws InterruptedException, ExecutionException {
        try (var threads = Executors.newCachedThreadPool()) {
            List<Future<InfluxSetup.Outcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                outcomes.add(threads.submit(() -> new InfluxSetup(config).init(Retention.DEFAULT)));
            }
            for (Future<InfluxSetup.Outcome> outcome : outcomes) {
                assertEquals(1, outcome.get().to());
            }
        }
        assertEquals(6, policies().size());
        InfluxMetricStore.open(config, Retention.DEFAULT).close();
    }

    @Test
    void aStoreOfItsOwnHasAnIdOfItsOwn() {
        InfluxConfig second = server.config();
        var _ = new InfluxSetup(config).init(Retention.DEFAULT);
        var _ = new InfluxSetup(second).init(Retention.DEFAULT);
        try (var one = InfluxMetricStore.open(config, Retention.DEFAULT);
                var other = InfluxMetricStore.open(second, Retention.DEFAULT)) {
            assertNotEquals(one.id(), other.id());
        }
    }

    @Test
    void withoutInitNothingIsMadeAndTheSentenceSaysSo() {
        String sentence = "there is no store in " + place + ": run weir store init";
        refused(
                Reason.NOT_READY,
                sentence,
                () -> InfluxMetricStore.open(config, Retention.DEFAULT).close());
        refused(
                Reason.NOT_READY,
                sentence,
                () -> new InfluxSetup(config).migrate(Retention.DEFAULT));
        assertEquals(List.of("autogen,0s,168h0m0s,1,true"), policies());
    }

    @Test
    void anOlderStoreIsRefusedUntilItIsMigrated() {
        var _ = new InfluxSetup(config).init(InfluxServer.forEver());
        String id;
        try (var store = InfluxMetricStore.open(config, Retention.DEFAULT)) {
            id = store.id();
            store.writeRollups(List.of(rollup("shop", Tier.MINUTE, JUNE, 1)));
        }
        var newer = new InfluxSetup(config, 2);
        refused(
                Reason.NOT_READY,
                "the store in "
                        + place
                        + " has version 1, and this version of Weir works on version 2: run weir store"
                        + " migrate",
                () -> newer.init(InfluxServer.forEver()));
        assertEquals(
                new InfluxSetup.Outcome(1, 2, List.of()), newer.migrate(InfluxServer.forEver()));
        assertEquals(
                new InfluxSetup.Outcome(2, 2, List.of()), newer.migrate(InfluxServer.forEver()));
        assertEquals(new InfluxSetup.Outcome(2, 2, List.of()), newer.init(InfluxServer.forEver()));
        assertEquals(
                List.of("0," + id + ",2"),
                server.query(config.database(), "state", "SELECT id, version FROM store"));
    }

    @Test
    void aStoreOfANewerVersionIsRefused() {
        var _ = new InfluxSetup(config, 2).init(Retention.DEFAULT);
        String sentence =
                "the store in "
                        + place
                        + " has version 2, and this version of Weir works on version 1: use the version"
                        + " of Weir that made it, or a newer one";
        refused(
                Reason.NEWER_VERSION,
                sentence,
                () -> InfluxMetricStore.open(config, Retention.DEFAULT).close());
        refused(
                Reason.NEWER_VERSION,
                sentence,
                () -> new InfluxSetup(config).init(Retention.DEFAULT));
        refused(
                Reason.NEWER_VERSION,
                sentence,
                () -> new InfluxSetup(config).migrate(Retention.DEFAULT));
    }
}
