package dev.weir.storage.influxdb;

import static dev.weir.storage.Samples.JUNE;
import static dev.weir.storage.Samples.part;
import static dev.weir.storage.Samples.rollup;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupFields;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.Retention;
import dev.weir.storage.StoreException;
import dev.weir.storage.WindowRollup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The fields of points, and the sums that the server makes of them, tell what the messages tell,
/// whatever the windows.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class InfluxReaderIT {
    private static final long MINUTE = Tier.MINUTE.millis();

    private final InfluxConfig config = InfluxServer.shared().storeForEver();
    private final InfluxMetricStore store = InfluxMetricStore.open(config, Retention.DEFAULT);

    @AfterEach
    void close() {
        store.close();
    }

    private Map<String, Long> requests(long from, long to, RollupFields fields) {
        Map<String, Long> requests = new TreeMap<>();
        store.forEachCustomer(
                Tier.MINUTE,
                from,
                to,
                fields,
                (customer, rollup) -> requests.put(customer, rollup.counter(Counter.REQUESTS)));
        return requests;
    }

    /// The requests of a customer's windows, and of their merge.
    private List<Map.Entry<Long, Long>> windows(
            String customer, long from, long to, RollupFields fields) {
        List<Map.Entry<Long, Long>> windows = new ArrayList<>();
        for (WindowRollup window : store.read(customer, Tier.MINUTE, from, to, fields)) {
            windows.add(Map.entry(window.windowStart(), window.rollup().counter(Counter.REQUESTS)));
        }
        Rollup merged = store.merged(customer, Tier.MINUTE, from, to, fields);
        windows.add(Map.entry(to, merged.counter(Counter.REQUESTS)));
        return windows;
    }

    @Test
    void theFieldsTellWhatTheMessagesTell() {
        String longName = "x".repeat(1000);
        store.writeRollups(
                List.of(
                        rollup("shop", Tier.MINUTE, JUNE, 1),
                        part("shop", Tier.MINUTE, JUNE, -1, 2),
                        part("shop", Tier.MINUTE, JUNE, 5L << 48, 4),
                        rollup("shop", Tier.MINUTE, JUNE + MINUTE, 8),
                        rollup("blog", Tier.MINUTE, JUNE - MINUTE, 16),
                        rollup(longName, Tier.MINUTE, JUNE, 32),
                        rollup("beside", Tier.MINUTE, JUNE + 1, 64),
                        rollup("beside", Tier.MINUTE, JUNE + MINUTE, 128),
                        rollup("far", Tier.MINUTE, MINUTE * 10_000_000_000L, 256)));
        long[][] ranges = {
            {JUNE, JUNE + MINUTE},
            {JUNE + 1, JUNE + MINUTE},
            {JUNE + 1, JUNE + MINUTE + 1},
            {JUNE - MINUTE + 1, JUNE + 1},
            {JUNE - MINUTE, JUNE + 2},
            {JUNE + 2, JUNE + MINUTE},
            {JUNE, JUNE},
            {JUNE, Long.MAX_VALUE},
            {Long.MIN_VALUE, Long.MAX_VALUE},
            {Long.MIN_VALUE, Long.MIN_VALUE},
        };
        RollupFields requests = RollupFields.of(Counter.REQUESTS);
        for (long[] range : ranges) {
            assertEquals(
                    requests(range[0], range[1], RollupFields.ALL),
                    requests(range[0], range[1], requests),
                    range[0] + " to " + range[1]);
            for (String customer : List.of("shop", "blog", longName, "beside", "far", "nobody")) {
                assertEquals(
                        windows(customer, range[0], range[1], RollupFields.ALL),
                        windows(customer, range[0], range[1], requests),
                        customer + ", " + range[0] + " to " + range[1]);
            }
        }
        assertEquals(
                Map.of("shop", 7L, longName, 32L, "beside", 64L),
                requests(JUNE, JUNE + MINUTE, requests));
        assertEquals(Map.of("beside", 64L), requests(JUNE + 1, JUNE + MINUTE, requests));
        assertEquals(256, requests(JUNE, Long.MAX_VALUE, requests).get("far"));
    }

    @Test
    void countersThatAreFieldsAreReadWithoutTheMessage() {
        store.writeRollups(
                List.of(
                        rollup("shop", Tier.MINUTE, JUNE, 1),
                        rollup("shop", Tier.MINUTE, JUNE + MINUTE, 2)));
        for (long start : new long[] {JUNE, JUNE + MINUTE}) {
            String noMessage = "rollups,customer=shop message=\"AAAA\" " + start + "000000";
            InfluxServer.shared().write(config.database(), "1m", noMessage);
        }
        long to = JUNE + 2 * MINUTE;
        RollupFields fields = RollupFields.of(InfluxRollups.FIELDS.toArray(Counter[]::new));
        assertEquals(
                List.of(Map.entry(JUNE, 1L), Map.entry(JUNE + MINUTE, 2L), Map.entry(to, 3L)),
                windows("shop", JUNE, to, fields));
        assertEquals(2, store.read("shop", Tier.MINUTE, JUNE, to, RollupFields.NONE).size());
        assertEquals(Map.of("shop", 3L), requests(JUNE, to, fields));
        assertThrows(StoreException.class, () -> windows("shop", JUNE, to, RollupFields.ALL));
    }
}
