package dev.weir.jobs.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.schema.Topics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.Metrics;
import org.junit.jupiter.api.Test;

class JobMetricsTest {
    private static void add(Metrics kafka, String name, String topic, double value) {
        var metric = new MetricName(name, "fetch", "", Map.of("topic", topic, "partition", "3"));
        kafka.addMetric(metric, (_, _) -> value);
    }

    @Test
    void theLagOfEachInputIsShownOnce() {
        var registry = new PrometheusRegistry();
        try (var kafka = new Metrics()) {
            add(kafka, "records-lag", Topics.REQUESTS, 7);
            add(kafka, "records-lag", Topics.REQUESTS.replace('.', '_'), 7);
            add(kafka, "records-lag", Topics.PARTIALS, Double.NaN);
            add(kafka, "records-lag-max", Topics.REQUESTS, 9);
            new JobMetrics(registry)
                    .lagOf(() -> new HashMap<MetricName, KafkaMetric>(kafka.metrics()));

            Map<String, Double> shown = new TreeMap<>();
            registry.scrape("weir_jobs_lag_records"::equals).stream()
                    .map(GaugeSnapshot.class::cast)
                    .flatMap(gauge -> gauge.getDataPoints().stream())
                    .forEach(point -> shown.put(point.getLabels().toString(), point.getValue()));
            assertEquals(Map.of("{partition=\"3\",topic=\"weir.requests\"}", 7.0), shown);
        }
    }
}
