package dev.weir.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.EncodedRollup;
import dev.weir.storage.memory.InMemoryMetricStore;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LiveIT {
    private static final long NOW = TestData.NOW.toEpochMilli();

    private final InMemoryMetricStore store = Api.store();
    private final SplittableRandom random = new SplittableRandom(1);
    private Api api;

    @BeforeEach
    void start() throws Exception {
        TestData.fill(store, "shop", NOW - 10_000, NOW, 1);
        TestData.fill(store, "bank", NOW - 10_000, NOW, 2);
        api =
                new Api(
                        QueryConfig.DEFAULT.withLive(2, Duration.ofSeconds(1)),
                        store,
                        InstantSource.fixed(TestData.NOW));
    }

    @AfterEach
    void close() {
        api.close();
    }

    /// A client that reads line by line.
    private final class Client implements AutoCloseable {
        private final Socket socket = new Socket();
        private final BufferedReader in;

        Client(String path, int receiveBuffer) throws Exception {
            socket.setReceiveBufferSize(receiveBuffer);
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), api.server.port()));
            socket.setSoTimeout(15_000);
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            in =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        String lineWith(String start) throws Exception {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith(start)) {
                    return line;
                }
            }
            throw new AssertionError("the stream ended before " + start);
        }

        JsonNode event() throws Exception {
            assertEquals("event: window", lineWith("event:"));
            return Api.parse(lineWith("data:").substring(5));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private Client follow(String rest) throws Exception {
        Client client = new Client("/v1/customers/shop/live" + rest, 64 * 1024);
        client.lineWith(": ");
        return client;
    }

    private EncodedRollup write(String customer, long start, long part, Rollup rollup) {
        return TestData.write(store, customer, Tier.SECOND, start, part, rollup);
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            Thread.onSpinWait();
        }
    }

    private double metric(String name) {
        return api.registry.scrape(n -> n.equals(name)).stream()
                .flatMap(snapshot -> snapshot.getDataPoints().stream())
                .mapToDouble(LiveIT::value)
                .sum();
    }

    private static double value(DataPointSnapshot point) {
        return switch (point) {
            case GaugeSnapshot.GaugeDataPointSnapshot gauge -> gauge.getValue();
            case CounterSnapshot.CounterDataPointSnapshot counter -> counter.getValue();
            default -> throw new AssertionError(point.toString());
        };
    }

    @Test
    void aPublishedWindowArrivesWithAllItsParts() throws Exception {
        try (Client client = follow("?metrics=requests,latency_p99")) {
            Rollup first = TestData.rollup(random, 30);
            Rollup second = TestData.rollup(random, 12);
            EncodedRollup one = write("shop", NOW, 0, first);
            EncodedRollup two = write("shop", NOW, 1, second);
            api.live.published(List.of(one, two));

            JsonNode event = client.event();
            assertEquals("shop", event.get("customer").asText());
            assertEquals(NOW, event.get("windowStart").asLong());
            assertEquals(1000, event.get("windowMillis").asLong());
            assertEquals("2026-11-21T10:00:01Z", event.get("freshUntil").asText());
            assertEquals(42, event.get("metrics").get("requests").asLong());
            assertTrue(event.get("metrics").get("latency_p99").asDouble() > 0);
            assertNull(event.get("metrics").get("bytes_sent"));
        }
    }

    @Test
    void anothersWindowsDoNotArrive() throws Exception {
        try (Client client = follow("")) {
            api.live.published(List.of(write("bank", NOW + 1000, 0, TestData.rollup(random, 5))));
            api.live.published(List.of(write("shop", NOW + 2000, 0, TestData.rollup(random, 6))));

            JsonNode event = client.event();
            assertEquals(NOW + 2000, event.get("windowStart").asLong());
            assertNotNull(event.get("metrics").get("unique_clients"));
        }
    }

    @Test
    void manyPublishesOfAWindowBecomeFewEvents() throws Exception {
        try (Client client = follow("?metrics=requests")) {
            for (int i = 1; i <= 1000; i++) {
                api.live.published(List.of(write("shop", NOW, 0, TestData.rollup(random, i % 9))));
            }
            Rollup last = TestData.rollup(random, 77);
            api.live.published(List.of(write("shop", NOW, 0, last)));

            long start = System.nanoTime();
            int events = 0;
            long requests = 0;
            while (requests != 77) {
                requests = client.event().get("metrics").get("requests").asLong();
                events++;
            }
            long halfSeconds = (System.nanoTime() - start) / 500_000_000 + 3;
            assertTrue(events <= halfSeconds, events + " events");
        }
    }

    @Test
    void theStreamEndsWithTheServer() throws Exception {
        try (Client client = follow("")) {
            api.server.close();
            String line = client.in.readLine();
            while (line != null) {
                assertFalse(line.startsWith("event:"));
                line = client.in.readLine();
            }
            await("the stream is counted out", () -> metric("weir_query_live_clients") == 0);
        }
    }

    @Test
    void aClientThatLeavesIsForgotten() throws Exception {
        try (Client client = follow("")) {
            await("it is counted", () -> metric("weir_query_live_clients") == 1);
            assertNotNull(client);
        }
        await(
                "it is counted out",
                () -> {
                    api.live.published(List.of(write("shop", NOW, 0, TestData.rollup(random, 1))));
                    return metric("weir_query_live_clients") == 0;
                });
    }

    @Test
    void furtherClientsThanAllowedAreRefused() throws Exception {
        try (Client one = follow("");
                Client two = follow("")) {
            assertNotNull(one);
            assertNotNull(two);
            var response = api.get("/v1/customers/shop/live");
            assertEquals(503, response.statusCode());
            assertTrue(response.body().contains(ErrorCode.TOO_MANY_STREAMS.type()));
        }
    }

    @Test
    void aClientThatDoesNotReadIsDropped() throws Exception {
        try (Client client = new Client("/v1/customers/shop/live", 4096)) {
            assertNotNull(client);
            await("it is counted", () -> metric("weir_query_live_clients") == 1);
            List<EncodedRollup> all = new ArrayList<>();
            for (int i = 0; i < LiveFeed.MAX_WINDOWS; i++) {
                all.add(write("shop", NOW + i * 1000L, 0, TestData.rollup(random, 1)));
            }
            await(
                    "it is dropped",
                    () -> {
                        api.live.published(all);
                        return metric("weir_query_live_dropped") == 1
                                && metric("weir_query_live_clients") == 0;
                    });
        }
    }
}
