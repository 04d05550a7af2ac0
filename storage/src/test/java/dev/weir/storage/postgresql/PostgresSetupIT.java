package dev.weir.storage.postgresql;

import static dev.weir.storage.Samples.JUNE;
import static dev.weir.storage.Samples.rollup;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.schema.rollup.Tier;
import dev.weir.storage.Retention;
import dev.weir.storage.StoreException;
import dev.weir.storage.StoreException.Reason;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What `weir store init` and `weir store migrate` make, and which versions are refused.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PostgresSetupIT {
    private static final int PRESENT = Migrations.OF_WEIR.version();

    private final PostgresServer server = PostgresServer.shared();
    private final PostgresConfig config = server.config();
    private final String place =
            "database postgres at 127.0.0.1:" + server.port() + ", schema " + config.schema();

    private PostgresMetricStore open() {
        return PostgresMetricStore.open(config, Retention.DEFAULT, () -> JUNE);
    }

    private PostgresSetup withNextVersion(String... statements) {
        List<List<String>> steps = new ArrayList<>(Migrations.OF_WEIR.steps());
        steps.add(List.of(statements));
        return new PostgresSetup(config, new Migrations(steps));
    }

    private List<String> tables() throws SQLException {
        return server.query(
                "SELECT tablename FROM pg_tables WHERE schemaname = '"
                        + config.schema()
                        + "' ORDER BY 1");
    }

    private void refused(Reason reason, String sentence, Runnable operation) {
        StoreException e = assertThrows(StoreException.class, operation::run);
        assertEquals(sentence, e.getMessage());
        assertEquals(reason, e.reason());
    }

    @Test
    void initMakesWhatIsMissingAndAgainNothing() throws SQLException {
        var setup = new PostgresSetup(config);
        assertEquals(
                new PostgresSetup.Outcome(0, PRESENT, false), setup.init(List.of(Tier.MINUTE)));
        assertEquals(
                List.of(
                        "customers",
                        "freshness",
                        "partitions",
                        "rollups_1m",
                        "schema_version",
                        "signals",
                        "source_lines",
                        "sources",
                        "state"),
                tables());
        String id;
        try (PostgresMetricStore store = open()) {
            id = store.id();
            store.writeRollups(List.of(rollup("shop", Tier.MINUTE, JUNE, 1)));
        }
        assertEquals(
                new PostgresSetup.Outcome(PRESENT, PRESENT, false),
                setup.init(List.of(Tier.MINUTE, new Tier(300))));
        assertEquals(true, tables().contains("rollups_5m"));
        try (PostgresMetricStore store = open()) {
            assertEquals(id, store.id());
            assertEquals(1, store.read("shop", Tier.MINUTE, JUNE, JUNE + 1).size());
        }
    }

    @Test
    void manyMayInitAtOnce() throws InterruptedException, ExecutionException {
        try (var threads = Executors.newCachedThreadPool()) {
            List<Future<PostgresSetup.Outcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                outcomes.add(threads.submit(() -> new PostgresSetup(config).init(Tier.DEFAULT)));
            }
            int made = 0;
            for (Future<PostgresSetup.Outcome> outcome : outcomes) {
                made += outcome.get().from() == 0 ? 1 : 0;
            }
            assertEquals(1, made);
        }
        open().close();
    }

    @Test
    void aStoreOfItsOwnHasAnIdOfItsOwn() {
        var _ = new PostgresSetup(config).init(List.of());
        PostgresConfig second = server.config();
        var _ = new PostgresSetup(second).init(List.of());
        try (PostgresMetricStore one = open();
                PostgresMetricStore other =
                        PostgresMetricStore.open(second, Retention.DEFAULT, () -> JUNE)) {
            assertNotEquals(one.id(), other.id());
        }
    }

    @Test
    void withoutInitNothingIsMadeAndTheSentenceSaysSo() throws SQLException {
        String sentence = "there is no store in " + place + ": run weir store init";
        refused(Reason.NOT_READY, sentence, () -> open().close());
        refused(Reason.NOT_READY, sentence, () -> new PostgresSetup(config).migrate());
        assertEquals(List.of(), tables());
    }

    @Test
    void anOlderStoreIsRefusedUntilItIsMigrated() throws SQLException {
        var _ = new PostgresSetup(config).init(Tier.DEFAULT);
        var newer = withNextVersion("ALTER TABLE ?S?.sources ADD COLUMN host text");
        refused(
                Reason.NOT_READY,
                "the store in "
                        + place
                        + " has version "
                        + PRESENT
                        + ", and this version of Weir works on version "
                        + (PRESENT + 1)
                        + ": run weir store migrate",
                () -> newer.init(Tier.DEFAULT));
        assertEquals(new PostgresSetup.Outcome(PRESENT, PRESENT + 1, false), newer.migrate());
        assertEquals(new PostgresSetup.Outcome(PRESENT + 1, PRESENT + 1, false), newer.migrate());
        assertEquals(
                new PostgresSetup.Outcome(PRESENT + 1, PRESENT + 1, false),
                newer.init(Tier.DEFAULT));
        assertEquals(
                List.of("1"),
                server.query(
                        "SELECT count(*) FROM information_schema.columns WHERE table_schema = '"
                                + config.schema()
                                + "' AND table_name = 'sources' AND column_name = 'host'"));
    }

    @Test
    void messagesArePackedByLz4WhereTheServerCan() throws SQLException {
        var _ = new PostgresSetup(config).init(List.of(Tier.MINUTE));
        try (PostgresMetricStore store = open()) {
            store.writeRollups(List.of(rollup("shop", Tier.MINUTE, JUNE, 1)));
        }
        boolean can = server.query(Statements.HAS_LZ4).equals(List.of("t"));
        assertEquals(
                can ? List.of("l", "l") : List.of("", ""),
                server.query(
                        "SELECT attcompression FROM pg_attribute"
                                + " JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = '"
                                + config.schema()
                                + "'::regnamespace AND relkind IN ('p', 'r')"
                                + " AND relname LIKE 'rollups%' AND attname = 'message'"));
    }

    private List<String> timeIndexes() throws SQLException {
        return server.query(
                "SELECT indexname FROM pg_indexes WHERE schemaname = '"
                        + config.schema()
                        + "' AND indexdef LIKE '%brin (window_start)%' ORDER BY indexname");
    }

    /// Tiers of version 1 have no index by time; a store that was migrated is as one that was made.
    @Test
    void tiersOfTheFirstVersionGetTheirIndexByTime() throws SQLException {
        var first = new Migrations(Migrations.OF_WEIR.steps().subList(0, 1));
        var _ = new PostgresSetup(config, first).init(Tier.DEFAULT);
        List<String> made = timeIndexes();
        assertEquals(Tier.DEFAULT.size(), made.size(), made::toString);
        for (String index : made) {
            server.run("DROP INDEX \"" + config.schema() + "\".\"" + index + '"');
        }
        assertEquals(
                new PostgresSetup.Outcome(1, PRESENT, false), new PostgresSetup(config).migrate());
        assertEquals(made, timeIndexes());
        try (PostgresMetricStore store = open()) {
            store.writeRollups(List.of(rollup("shop", Tier.MINUTE, JUNE, 1)));
        }
        assertEquals(made.size() + 1, timeIndexes().size(), "a partition has the index too");
    }

    @Test
    void aStoreOfANewerVersionIsRefused() {
        var _ = withNextVersion("SELECT 1").init(Tier.DEFAULT);
        String sentence =
                "the store in "
                        + place
                        + " has version "
                        + (PRESENT + 1)
                        + ", and this version of Weir works on version "
                        + PRESENT
                        + ": use the version of Weir that made it, or a newer one";
        refused(Reason.NEWER_VERSION, sentence, () -> open().close());
        refused(Reason.NEWER_VERSION, sentence, () -> new PostgresSetup(config).init(List.of()));
        refused(Reason.NEWER_VERSION, sentence, () -> new PostgresSetup(config).migrate());
    }

    @Test
    void aMigrationThatFailsLeavesTheStoreAsItWas() {
        var _ = new PostgresSetup(config).init(Tier.DEFAULT);
        var newer =
                withNextVersion(
                        "ALTER TABLE ?S?.sources ADD COLUMN host text",
                        "ALTER TABLE ?S?.there_is_none ADD COLUMN host text");
        assertThrows(StoreException.class, newer::migrate);
        open().close();
        assertEquals(
                new PostgresSetup.Outcome(PRESENT, PRESENT + 1, false),
                withNextVersion("ALTER TABLE ?S?.sources ADD COLUMN host text").migrate());
    }
}
