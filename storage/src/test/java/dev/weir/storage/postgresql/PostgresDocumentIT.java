package dev.weir.storage.postgresql;

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
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The page of this store says what is true.
class PostgresDocumentIT {
    private static final Path PAGE = Path.of("..", "docs", "reference", "postgresql-store.md");

    private final PostgresServer server = PostgresServer.shared();
    private final PostgresConfig config = server.config();

    private static String page() throws IOException {
        return Files.readString(PAGE);
    }

    /// What Grafana puts in place of its own words, and the store's schema in place of `weir`.
    private String filled(String sql) {
        return sql.replace("$customer", "shop")
                .replace("$__unixEpochFrom()", Long.toString(JUNE / 1000))
                .replace("$__unixEpochTo()", Long.toString(JUNE / 1000 + 120))
                .replace("weir.", config.schema() + ".");
    }

    @Test
    void everyQueryOfThePageRunsAndFindsWhatIsThere() throws IOException, SQLException {
        var _ = new PostgresSetup(config).init(Tier.DEFAULT);
        long now = System.currentTimeMillis();
        try (var store = PostgresMetricStore.open(config, Retention.DEFAULT, () -> now)) {
            store.writeRollups(
                    List.of(
                            rollup("shop", Tier.MINUTE, JUNE, 60),
                            rollup("shop", Tier.MINUTE, Tier.MINUTE.windowStart(now), 1),
                            rollup("shop", Tier.SECOND, Tier.SECOND.windowStart(now), 1)));
            store.writeSignals(List.of(Samples.signal("shop", now, now, 0, 1)));
        }
        String section = page().split("## SQL and Grafana", -1)[1];
        String block = section.split("```sql\n", -1)[1].split("```", -1)[0];
        List<Integer> rows = new ArrayList<>();
        for (String sql : block.split(";\n", -1)) {
            if (!sql.isBlank()) {
                rows.add(server.query(filled(sql)).size());
            }
        }
        assertEquals(List.of(1, 1, 1, 1, 3), rows);
    }

    @Test
    void everyColumnOfCountersIsOnThePage() throws IOException {
        for (Counter counter : Statements.COLUMNS) {
            assertTrue(page().contains("`" + counter.wireName() + "`"), counter.wireName());
        }
    }
}
