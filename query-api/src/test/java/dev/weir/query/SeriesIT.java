package dev.weir.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.memory.InMemoryMetricStore;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class SeriesIT {
    private static final long NOW = TestData.NOW.toEpochMilli();
    private static final InMemoryMetricStore STORE = Api.store();
    private static SortedMap<Long, Rollup> seconds = new TreeMap<>();
    private static Api api;

    @BeforeAll
    static void fill() throws Exception {
        seconds = TestData.fill(STORE, "shop", NOW - 3 * 3600_000L - 7_000, NOW - 1_000, 1);
        api = Api.open(STORE);
    }

    @AfterAll
    static void close() {
        api.close();
    }

    private static JsonNode series(String query) throws Exception {
        return api.json("/v1/customers/shop/series?" + query);
    }

    /// The oracle: merges the seconds of each step one by one.
    private static void assertSeriesIsRight(JsonNode answer) {
        long step = answer.get("stepMillis").asLong();
        JsonNode timestamps = answer.get("timestamps");
        assertTrue(timestamps.size() > 0);
        for (int i = 0; i < timestamps.size(); i++) {
            long start = timestamps.get(i).asLong();
            assertEquals(0, start % step);
            Rollup expected = mergeOf(seconds.subMap(start, start + step));
            for (Metric metric : Metric.list()) {
                JsonNode values = answer.get("metrics").get(metric.name());
                if (values == null) {
                    continue;
                }
                Number value = metric.of(expected);
                if (value == null) {
                    assertTrue(values.get(i).isNull(), metric.name() + " at " + start);
                } else {
                    assertEquals(
                            value.doubleValue(),
                            values.get(i).asDouble(),
                            tolerance(metric, value),
                            metric.name() + " at " + Instant.ofEpochMilli(start));
                }
            }
        }
    }

    private static double tolerance(Metric metric, Number value) {
        if (metric.name().contains("latency")) {
            return value.doubleValue() * 0.01 + 1e-9;
        }
        return metric.name().equals("unique_clients") ? value.doubleValue() * 0.05 : 1e-9;
    }

    private static Rollup mergeOf(SortedMap<Long, Rollup> windows) {
        Rollup merged = new Rollup();
        windows.values().forEach(merged::merge);
        return merged;
    }

    private static String allMetrics() {
        return "metrics=" + String.join(",", Metric.list().stream().map(Metric::name).toList());
    }

    @Test
    void secondsOfFiveMinutesEqualTheRollups() throws Exception {
        JsonNode answer = series(allMetrics() + "&from=-5m&step=1s");

        assertEquals("1s", answer.get("tier").asText());
        assertEquals(300, answer.get("timestamps").size());
        assertEquals("2026-11-21T09:55:00Z", answer.get("from").asText());
        assertEquals("2026-11-21T10:00:00Z", answer.get("to").asText());
        assertEquals("2026-11-21T09:59:59Z", answer.get("freshUntil").asText());
        assertEquals("1%", answer.get("errorBounds").get("latency").asText());
        assertSeriesIsRight(answer);
    }

    @Test
    void minutesComeFromMinutesAndTheNewestFromSeconds() throws Exception {
        JsonNode answer = series(allMetrics() + "&from=-1h&step=1m");

        assertEquals("1m", answer.get("tier").asText());
        assertEquals(60, answer.get("timestamps").size());
        assertSeriesIsRight(answer);
        assertTrue(answer.get("metrics").get("requests").get(59).asLong() > 0);
    }

    @Test
    void stepsBetweenTiersComeFromTheCoarsestThatDividesThem() throws Exception {
        for (String step : new String[] {"10s", "90s", "5m", "45m", "2h"}) {
            JsonNode answer = series(allMetrics() + "&from=-3h&step=" + step);
            String tier = step.endsWith("s") ? "1s" : step.equals("2h") ? "1h" : "1m";
            assertEquals(tier, answer.get("tier").asText(), step);
            assertSeriesIsRight(answer);
        }
    }

    @Test
    void aRangeInsideAStepIsThatStep() throws Exception {
        JsonNode answer = series("from=2026-11-21T09:10:30Z&to=2026-11-21T09:10:31Z&step=5m");

        assertEquals(1, answer.get("timestamps").size());
        assertEquals("2026-11-21T09:10:00Z", answer.get("from").asText());
        assertSeriesIsRight(answer);
    }

    @Test
    void timesCanBeWrittenInEveryForm() throws Exception {
        String expected = series("from=-10m&to=-5m&step=1s").toString();
        long from = NOW - 600_000;
        for (String query :
                new String[] {
                    "from=2026-11-21T09:50:00Z&to=2026-11-21T09:55:00Z",
                    "from=2026-11-21T10:50:00%2B01:00&to=2026-11-21T10:55:00%2B01:00",
                    "from=" + from / 1000 + "&to=" + (from / 1000 + 300),
                    "from=" + from + "&to=" + (from + 300_000),
                    "from=-600s&to=-300000ms"
                }) {
            assertEquals(expected, series(query + "&step=1s").toString(), query);
        }
    }

    @Test
    void withoutAStepTheChartIsFilled() throws Exception {
        for (String from : new String[] {"-5m", "-1h", "-24h", "-7d", "-365d"}) {
            int points = series("from=" + from).get("timestamps").size();
            assertTrue(points >= 100 && points <= 301, from + ": " + points);
        }
    }

    @Test
    void stepsWithoutRequestsAreZeroOrNull() throws Exception {
        JsonNode metrics =
                series("from=-2d&to=-1d&step=1h&metrics=requests,latency_p99,cache_hit_ratio")
                        .get("metrics");

        assertEquals(24, metrics.get("requests").size());
        assertEquals(0, metrics.get("requests").get(3).asLong());
        assertTrue(metrics.get("latency_p99").get(3).isNull());
        assertTrue(metrics.get("cache_hit_ratio").get(3).isNull());
    }

    @Test
    void aSummaryIsTheMergeOfItsRange() throws Exception {
        String query = "from=2026-11-21T07:20:13Z&to=2026-11-21T09:41:07Z";
        JsonNode answer = api.json("/v1/customers/shop/summary?" + query);

        assertEquals("2026-11-21T07:20:13Z", answer.get("from").asText());
        assertEquals("2026-11-21T09:41:07Z", answer.get("to").asText());
        assertEquals("[\"1s\",\"1m\",\"1h\"]", answer.get("tiers").toString());
        Rollup expected =
                mergeOf(
                        seconds.subMap(
                                Instant.parse("2026-11-21T07:20:13Z").toEpochMilli(),
                                Instant.parse("2026-11-21T09:41:07Z").toEpochMilli()));
        for (Metric metric : Metric.list()) {
            Number value = metric.of(expected);
            JsonNode found = answer.get("metrics").get(metric.name());
            if (value == null) {
                assertTrue(found.isNull());
            } else {
                assertEquals(value.doubleValue(), found.asDouble(), tolerance(metric, value));
            }
        }
    }

    @Test
    void aSummaryUntilNowHasTheNewestSecond() throws Exception {
        JsonNode answer = api.json("/v1/customers/shop/summary?from=-3h");
        long expected = mergeOf(seconds.subMap(NOW - 3 * 3600_000L, NOW)).counter(Counter.REQUESTS);
        assertEquals(expected, answer.get("metrics").get("requests").asLong());
    }

    @Test
    void topListsAreOfTheRange() throws Exception {
        Rollup expected = mergeOf(seconds.subMap(NOW - 600_000, NOW));
        JsonNode status = api.json("/v1/customers/shop/top/status?from=-10m");
        JsonNode path = api.json("/v1/customers/shop/top/path?from=-10m&limit=3");

        long sum = 0;
        for (JsonNode value : status.get("values")) {
            sum += value.get("requests").asLong();
        }
        assertEquals(expected.counter(Counter.REQUESTS), sum);
        assertEquals("200", status.get("values").get(0).get("value").asText());
        assertEquals(3, path.get("values").size());
        assertEquals("1.1%", path.get("errorBounds").get("requests").asText());
        assertEquals(
                path.get("requests").asLong(),
                path.get("other").asLong()
                        + path.get("values").get(0).get("requests").asLong()
                        + path.get("values").get(1).get("requests").asLong()
                        + path.get("values").get(2).get("requests").asLong());
    }

    @Test
    void oldDataThatWasWrittenLatelyIsExact() throws Exception {
        InMemoryMetricStore store = Api.store();
        long start = Instant.parse("1995-07-01T00:00:00Z").toEpochMilli();
        SortedMap<Long, Rollup> old = TestData.fill(store, "nasa", start, start + 1_800_000, 3);
        try (Api other = Api.open(store)) {
            JsonNode minutes =
                    other.json(
                            "/v1/customers/nasa/series?metrics=requests&step=1m"
                                    + "&from=1995-07-01T00:00:00Z&to=1995-07-01T00:30:00Z");
            assertEquals(30, minutes.get("timestamps").size());
            for (int i = 0; i < 30; i++) {
                long from = start + i * 60_000L;
                assertEquals(
                        mergeOf(old.subMap(from, from + 60_000)).counter(Counter.REQUESTS),
                        minutes.get("metrics").get("requests").get(i).asLong());
            }
            JsonNode summary =
                    other.json(
                            "/v1/customers/nasa/summary"
                                    + "?from=1995-07-01T00:00:05Z&to=1995-07-01T00:00:15Z");
            assertEquals(
                    mergeOf(old.subMap(start + 5_000, start + 15_000)).counter(Counter.REQUESTS),
                    summary.get("metrics").get("requests").asLong());
            assertEquals(Tier.SECOND.wireName(), summary.get("tier").asText());
        }
    }
}
