package dev.weir.storage.influxdb;

import static dev.weir.storage.Samples.JUNE;
import static dev.weir.storage.Samples.rollup;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.Retention;
import dev.weir.storage.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The page of this store says what is true. The configuration of nginx that it gives is that of every
/// server of the tests.
class InfluxDocumentIT {
    private static final Path PAGE = Path.of("..", "docs", "reference", "influxdb-store.md");

    private static String page() throws IOException {
        return Files.readString(PAGE);
    }

    /// The configuration of nginx that the page gives.
    static String proxyBlock() throws IOException {
        return block("## To begin", "nginx");
    }

    private static String block(String section, String language) throws IOException {
        String rest = page().split("\n" + section + "\n", -1)[1];
        return rest.split("```" + language + "\n", -1)[1].split("```", -1)[0];
    }

    private static List<String> statements(String section) throws IOException {
        List<String> statements = new ArrayList<>();
        for (String statement : block(section, "influxql").split(";\n", -1)) {
            String said = statement.replaceAll("(?m)^--.*\n", "").strip();
            if (!said.isEmpty()) {
                statements.add(said);
            }
        }
        return statements;
    }

    @Test
    void whoDoesWhatThePageSaysMayWork() throws IOException {
        InfluxServer server = InfluxServer.shared();
        List<String> statements = statements("## To begin");
        assertEquals(3, statements.size());
        for (String statement : statements) {
            var _ = server.query(statement.replace("\"weir\"", "\"page\"").replace("…", "pw"));
        }
        server.addUser("page", "pw", "token-of-the-page");
        InfluxConfig config = server.config("metrics", "token-of-the-page");
        var _ =
                new InfluxSetup(server.config("metrics", InfluxServer.ADMIN))
                        .init(InfluxServer.forEver());
        try (var store = InfluxMetricStore.open(config, Retention.DEFAULT)) {
            store.writeRollups(List.of(rollup("shop", Tier.SECOND, JUNE, 1)));
            assertEquals(1, store.read("shop", Tier.SECOND, JUNE, JUNE + 1).size());
            store.applyRetention(JUNE);
        }
    }

    @Test
    void everyQueryOfThePageRunsAndFindsWhatIsThere() throws IOException {
        InfluxServer server = InfluxServer.shared();
        InfluxConfig config = server.storeForEver();
        try (var store = InfluxMetricStore.open(config, Retention.DEFAULT)) {
            store.writeRollups(
                    List.of(
                            rollup("shop", Tier.MINUTE, JUNE, 60),
                            rollup("blog", Tier.MINUTE, JUNE, 30),
                            rollup("shop", Tier.SECOND, JUNE, 1)));
            store.writeSignals(List.of(Samples.signal("shop", JUNE, JUNE, 0, 7)));
        }
        List<List<String>> rows = new ArrayList<>();
        String range = "time >= " + JUNE + "000000 AND time < " + (JUNE + 60_000) + "000000";
        for (String statement : statements("## Grafana")) {
            rows.add(
                    server.query(
                            config.database(),
                            "1m",
                            statement.replace("$customer", "shop").replace("$timeFilter", range)));
        }
        String start = JUNE + "000000";
        assertEquals(List.of(start + ",1,0"), rows.get(0));
        assertEquals(List.of(start + ",0,0"), rows.get(1).subList(0, 1));
        assertEquals(1, rows.get(2).size());
        assertTrue(rows.get(2).getFirst().endsWith(",shop,flood,7"), rows.get(2)::toString);
        assertTrue(rows.get(3).getFirst().endsWith("," + (JUNE + 1000)), rows.get(3)::toString);
        assertEquals(List.of("customer,blog", "customer,shop"), rows.get(4));
        assertEquals(5, rows.size());
    }

    @Test
    void everyFieldAndEveryBucketIsOnThePage() throws IOException {
        for (Counter counter : InfluxRollups.FIELDS) {
            assertTrue(page().contains("`" + counter.wireName() + "`"), counter.wireName());
        }
        for (RetentionPolicy policy : RetentionPolicy.of(Retention.DEFAULT)) {
            assertTrue(page().contains(policy.createBucket("metrics") + "\n"), policy.name());
        }
    }
}
