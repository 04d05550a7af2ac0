package dev.weir.storage.influxdb;

import static dev.weir.storage.Samples.JUNE;
import static dev.weir.storage.Samples.part;
import static dev.weir.storage.Samples.rollup;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.RollupFields;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.Retention;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The sums that the server makes are those of the messages, whatever the windows.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class InfluxReaderIT {
    private static final long MINUTE = Tier.MINUTE.millis();

    private final InfluxMetricStore store =
            InfluxMetricStore.open(InfluxServer.shared().storeForEver(), Retention.DEFAULT);

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

    @Test
    void sumsOfTheServerAreThoseOfTheMessages() {
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
        for (long[] range : ranges) {
            assertEquals(
                    requests(range[0], range[1], RollupFields.ALL),
                    requests(range[0], range[1], RollupFields.of(Counter.REQUESTS)),
                    range[0] + " to " + range[1]);
        }
        RollupFields requests = RollupFields.of(Counter.REQUESTS);
        assertEquals(
                Map.of("shop", 7L, longName, 32L, "beside", 64L),
                requests(JUNE, JUNE + MINUTE, requests));
        assertEquals(Map.of("beside", 64L), requests(JUNE + 1, JUNE + MINUTE, requests));
        assertEquals(256, requests(JUNE, Long.MAX_VALUE, requests).get("far"));
    }
}
