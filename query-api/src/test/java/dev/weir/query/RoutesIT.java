package dev.weir.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.schema.batch.CatalogueVersion;
import dev.weir.schema.rollup.Breakdown;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Dimension;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import dev.weir.schema.source.SourceLines;
import dev.weir.schema.source.SourceStatus;
import dev.weir.schema.source.Timeliness;
import dev.weir.schema.yaml.ConfigurationException;
import dev.weir.storage.EncodedRollup;
import dev.weir.storage.memory.InMemoryMetricStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class RoutesIT {
    private static final long NOW = TestData.NOW.toEpochMilli();
    private static final InMemoryMetricStore STORE = Api.store();
    private static Api api;

    @BeforeAll
    static void start() throws Exception {
        TestData.fill(STORE, "shop", NOW - 300_000, NOW, 1);
        STORE.writeSignals(TestData.signals("shop", NOW));
        STORE.writeSources(
                List.of(
                        new SourceStatus(
                                "edge-1/7",
                                "edge-1",
                                "/var/log/a.log",
                                4096,
                                21,
                                1,
                                2,
                                3,
                                4,
                                NOW - 2_000,
                                NOW - 1_500,
                                new CatalogueVersion(7, 0xABCDEFL),
                                new Timeliness(5, 6, 7, -8))));
        STORE.writeSourceLines(
                List.of(
                        new SourceLines(
                                "edge-1/7",
                                "edge-1",
                                "/var/log/a.log",
                                NOW,
                                4096,
                                30,
                                21,
                                5,
                                Map.of("no_match", 3L, "nul", 1L)),
                        new SourceLines(
                                "edge-2/1", "edge-2", "/b.log", NOW, 0, 9, 0, 9, Map.of())));
        api = Api.open(STORE);
    }

    @AfterAll
    static void close() {
        api.close();
    }

    @Test
    void everyRouteAnswers() throws Exception {
        for (Route route : api.server.routes()) {
            if (route.handler() instanceof Route.Whole) {
                String path =
                        route.path().replace("{customer}", "shop").replace("{dimension}", "path");
                assertEquals(200, api.get(path).statusCode(), path);
            }
        }
    }

    @Test
    void everyRouteStandsInTheDescription() throws Exception {
        String openapi = api.get("/openapi.yaml").body();
        for (Route route : api.server.routes()) {
            if (!route.path().startsWith("/page/")) {
                int at = openapi.indexOf("\n  " + route.path() + ":\n");
                assertTrue(at >= 0, route.path());
                int next = openapi.indexOf("\n  /", at + 4);
                String entry = openapi.substring(at, next < 0 ? openapi.length() : next);
                for (String parameter : route.parameters()) {
                    assertTrue(
                            Pattern.compile(
                                            "(?i)name: "
                                                    + parameter
                                                    + "\\b|/\\w*"
                                                    + parameter
                                                    + "\"")
                                    .matcher(entry)
                                    .find(),
                            route.path() + " " + parameter);
                }
            }
        }
        for (Metric metric : Metric.list()) {
            assertTrue(openapi.contains("        - " + metric.name() + "\n"), metric.name());
        }
        List<String> dimensions = new ArrayList<>();
        for (Breakdown breakdown : Breakdown.values()) {
            dimensions.add(breakdown.wireName());
        }
        for (Dimension dimension : Dimension.values()) {
            dimensions.add(dimension.wireName());
        }
        assertTrue(
                openapi.contains("enum: [" + String.join(", ", dimensions) + "]\n"),
                dimensions.toString());
    }

    @Test
    void signalsCarryTheirEvidenceAsItIs() throws Exception {
        for (String path : List.of("/v1/signals", "/v1/customers/shop/signals")) {
            JsonNode signals = api.json(path).get("signals");
            assertEquals(2, signals.size());
            assertEquals("open", signals.get(0).get("state").asText());
            assertTrue(signals.get(0).get("closedAt").isNull());
            assertEquals(912.5, signals.get(0).get("peakPerSecond").asDouble());
            assertEquals(TestData.HOSTILE, signals.get(1).get("samples").get(0).asText());
            assertEquals("closed", signals.get(1).get("state").asText());
        }
        assertEquals(1, api.json("/v1/signals?limit=1").get("signals").size());
        assertEquals(1, api.json("/v1/signals?from=-1m").get("signals").size());
    }

    @Test
    void theHeaviestCustomersComeFirst() throws Exception {
        InMemoryMetricStore store = Api.store();
        TestData.fill(store, "blog", NOW - 200_000, NOW, 2);
        TestData.fill(store, "shop", NOW - 400_000, NOW, 3);
        TestData.fill(store, "wiki", NOW - 400_000, NOW - 390_000, 4);
        try (Api three = Api.open(store)) {
            // Minutes with seconds at the edges, and one tier alone.
            for (String range : List.of("?from=-390s&to=-7s", "?from=-5m&to=-4m")) {
                JsonNode answer = three.json("/v1/top/customers" + range);
                List<String> names = new ArrayList<>();
                for (JsonNode customer : answer.get("customers")) {
                    names.add(customer.get("name").asText());
                    JsonNode summary =
                            three.json(
                                    "/v1/customers/"
                                            + customer.get("name").asText()
                                            + "/summary"
                                            + range);
                    assertEquals(summary.get("metrics").get("requests"), customer.get("total"));
                    assertEquals(summary.get("tiers"), answer.get("tiers"));
                }
                assertEquals(
                        range.contains("390") ? List.of("shop", "blog") : List.of("shop"), names);
            }
            JsonNode first = three.json("/v1/top/customers?metric=bytes_sent&limit=1");
            assertEquals("bytes_sent", first.get("metric").asText());
            assertEquals(1, first.get("customers").size());
            assertEquals("shop", first.get("customers").get(0).get("name").asText());
        }
    }

    @Test
    void sourcesShowTheLedger() throws Exception {
        JsonNode source = api.json("/v1/sources").get("sources").get(0);

        assertEquals("edge-1/7", source.get("id").asText());
        assertEquals(4096, source.get("countedTo").asLong());
        assertEquals(2, source.get("rejectedLines").asLong());
        assertEquals(3, source.get("repeatedRequests").asLong());
        assertEquals(5, source.get("requestsAhead").asLong());
        assertEquals(6, source.get("retimedRequests").asLong());
        assertEquals(7, source.get("lateRequests").asLong());
        assertEquals(-8, source.get("latenessMillis").asLong());
        assertEquals(4, source.get("gapBytes").asLong());
        assertEquals(1.5, source.get("silentSeconds").asDouble());
        assertEquals(7, source.get("catalogue").get("generation").asInt());
        assertEquals("0000000000abcdef", source.get("catalogue").get("hash").asText());
        assertEquals(
                "{\"at\":\""
                        + Instant.ofEpochMilli(NOW)
                        + "\",\"acknowledgedTo\":4096,\"read\":30,"
                        + "\"shipped\":21,\"waiting\":5,\"rejected\":{\"no_match\":3,\"nul\":1}}",
                source.get("lines").toString());
    }

    @Test
    void aSourceIsThereBeforeAnythingOfItIsCounted() throws Exception {
        JsonNode source = api.json("/v1/sources").get("sources").get(1);

        assertEquals("edge-2/1", source.get("id").asText());
        assertEquals("/b.log", source.get("file").asText());
        assertEquals(0, source.get("requests").asLong());
        assertTrue(source.get("silentSeconds").isNull());
        assertEquals(9, source.get("lines").get("waiting").asLong());
    }

    @Test
    void prometheusReadsTheProcess() throws Exception {
        assertEquals(200, api.get("/v1/customers").statusCode());
        String text = api.get("/metrics").body();

        assertTrue(
                text.contains("weir_query_requests_total{route=\"/v1/customers\",status=\"200\"}"),
                text);
        assertTrue(text.contains("weir_query_request_seconds_bucket"), text);
        assertTrue(text.contains("weir_query_live_clients 0.0"), text);
    }

    @Test
    void prometheusReadsTheLatestCompleteMinute() throws Exception {
        long expected =
                api.json(
                                "/v1/customers/shop/series?metrics=requests&step=1m"
                                        + "&from=2026-11-21T09:59:00Z&to=2026-11-21T10:00:00Z")
                        .get("metrics")
                        .get("requests")
                        .get(0)
                        .asLong();
        String text = api.get("/metrics/customers").body();

        assertTrue(expected > 0);
        assertTrue(
                text.contains(
                        "\nweir_customer_requests{customer=\"shop\"} " + (double) expected + "\n"),
                text);
        assertTrue(text.contains("weir_customer_latency_seconds{customer=\"shop\",quantile"));
        assertTrue(text.contains("weir_customers_omitted 0.0"));
    }

    /// What is left out is not even read: there are rollups that could not be.
    @Test
    void prometheusReadsTheFirstThousandCustomers() throws Exception {
        InMemoryMetricStore store = Api.store();
        long second = NOW - 1000;
        Rollup rollup = new Rollup();
        rollup.add(Counter.REQUESTS, 7);
        for (int i = 0; i < CustomerMetrics.MAX_CUSTOMERS; i++) {
            TestData.write(store, "c%04d".formatted(i), Tier.SECOND, second, 0, rollup);
        }
        for (String omitted : List.of("d", "e", "f")) {
            var key = new RollupKey(omitted, Tier.SECOND, second, 0);
            store.writeRollups(List.of(new EncodedRollup(key, new byte[] {1})));
        }
        try (Api many = Api.open(store)) {
            String text = many.get("/metrics/customers").body();
            assertTrue(text.contains("\nweir_customer_requests{customer=\"c0000\"} 7.0\n"));
            assertTrue(text.contains("\nweir_customer_requests{customer=\"c0999\"} 7.0\n"));
            assertTrue(text.contains("\nweir_customers_omitted 3.0\n"));
            assertFalse(text.contains("customer=\"d\""));
        }
    }

    /// The other metrics are `MetricsPageIT`'s, in `cli`.
    @Test
    void everyMetricOfCustomersStandsOnThePageAndNoOther() throws Exception {
        Pattern name = Pattern.compile("(weir_customers?_\\w+)(?:\\{(.*?)})?");
        Set<String> served = new TreeSet<>();
        for (String line : api.get("/metrics/customers").body().lines().toList()) {
            Matcher sample = name.matcher(line);
            if (sample.lookingAt()) {
                String labels = String.valueOf(sample.group(2)).replaceAll("=\"[^\"]*\"", "");
                served.add(sample.group(1) + " " + labels.replace(",", ", "));
            }
        }
        Set<String> described = new TreeSet<>();
        Matcher entry = name.matcher(Files.readString(Path.of("../docs/reference/metrics.md")));
        while (entry.find()) {
            described.add(entry.group(1) + " " + entry.group(2));
        }
        assertEquals(served, described);
    }

    @Test
    void anEmptyStoreAnswersWithNothing() throws Exception {
        try (Api empty = Api.open(Api.store())) {
            assertEquals("{\"customers\":[]}", empty.get("/v1/customers").body());
            assertTrue(empty.get("/v1/sources").body().contains("\"freshUntil\":null"));
            assertEquals(200, empty.get("/readyz").statusCode());
            assertFalse(empty.get("/metrics/customers").body().contains("customer=\""));
        }
    }

    @Test
    void aPortInUseIsOneSentence() {
        var config = QueryConfig.DEFAULT.withListen("127.0.0.1", api.server.port());
        try (var second = server(config)) {
            var e = assertThrows(ConfigurationException.class, second::start);
            String message = String.valueOf(e.getMessage());
            assertTrue(message.startsWith("127.0.0.1:" + api.server.port()), message);
            assertTrue(message.contains("serve.listen"), message);
            assertFalse(message.contains("\n"), message);
        }
    }

    @Test
    void withoutKeysOnlyThisMachineIsServed() {
        for (String host : List.of("0.0.0.0", "::", "192.0.2.1")) {
            try (var open = server(QueryConfig.DEFAULT.withListen(host, 0))) {
                var e = assertThrows(ConfigurationException.class, open::start);
                assertTrue(String.valueOf(e.getMessage()).contains("serve.keys"), host);
            }
        }
    }

    private static QueryServer server(QueryConfig config) {
        return new QueryServer(
                config,
                STORE,
                new LiveUpdates(),
                new PrometheusRegistry(),
                InstantSource.fixed(TestData.NOW));
    }

    @Test
    void keysOfInternalRowsAndBadHashesAreRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Scope.Customers(java.util.Set.of("_unassigned")));
        assertThrows(
                IllegalArgumentException.class,
                () -> new ApiKey("a", "token", new Scope.Operator()));
    }
}
