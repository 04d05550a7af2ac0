package dev.weir.storage.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.rollup.Tier;
import dev.weir.storage.StoreException;
import dev.weir.storage.StoreMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The life of the thread, with the real client and no broker.
class RollupWriterTest {
    private final FailingStore store = new FailingStore();
    private final StoreMetrics metrics = new StoreMetrics(new PrometheusRegistry());

    private RollupWriter writer(Map<String, Object> kafka) {
        return new RollupWriter(RollupWriterConfig.of(kafka, "test"), store, metrics);
    }

    @Test
    @Timeout(value = 9, unit = TimeUnit.SECONDS) // less than a request waits for a broker
    void aWriterThatFindsNoBrokerWaitsAndClosesAtOnce() {
        RollupWriter writer = writer(Map.of("bootstrap.servers", "127.0.0.1:1"));
        assertEquals(new WriterState.New(), writer.state());
        writer.start();
        assertThrows(IllegalStateException.class, writer::start);
        while (writer.state() instanceof WriterState.New) {
            Thread.onSpinWait();
        }
        writer.close();
        writer.close();
        assertEquals(new WriterState.Closed(), writer.state());
    }

    @Test
    void aWriterThatWasNotStartedCloses() {
        RollupWriter writer = writer(Map.of());
        writer.close();
        assertEquals(new WriterState.New(), writer.state());
    }

    @Test
    void propertiesThatKafkaRefusesAreToldOf() {
        RollupWriter writer = writer(Map.of("bootstrap.servers", "nowhere"));
        String refusal =
                String.valueOf(assertThrows(StoreException.class, writer::start).getMessage());
        assertTrue(refusal.contains("nowhere"), refusal);
    }

    @Test
    void whatExactnessNeedsCannotBeConfiguredAway() {
        Map<String, Object> properties =
                RollupWriterConfig.of(
                                Map.of(
                                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                        "read_uncommitted",
                                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                                        true,
                                        ConsumerConfig.GROUP_ID_CONFIG,
                                        "mine",
                                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                        7),
                                "eu-1")
                        .consumerProperties();
        assertEquals("read_committed", properties.get(ConsumerConfig.ISOLATION_LEVEL_CONFIG));
        assertEquals(false, properties.get(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG));
        assertEquals("weir-store-eu-1", properties.get(ConsumerConfig.GROUP_ID_CONFIG));
        assertEquals(7, properties.get(ConsumerConfig.MAX_POLL_RECORDS_CONFIG));
    }

    @Test
    void aConfigurationThatMakesNoSenseIsRefused() {
        for (String id : new String[] {"", "a b", "a/b"}) {
            assertThrows(IllegalArgumentException.class, () -> RollupWriterConfig.of(Map.of(), id));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new RollupWriterConfig(Map.of(), "a", Duration.ZERO, Tier.SECOND, 1));
        for (int writers : new int[] {0, 65}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () ->
                            new RollupWriterConfig(
                                    Map.of(), "a", Duration.ofHours(1), Tier.SECOND, writers));
        }
    }
}
