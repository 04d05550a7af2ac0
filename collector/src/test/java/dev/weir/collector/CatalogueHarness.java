package dev.weir.collector;

import dev.weir.schema.yaml.ConfigurationException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A catalogue's file in a directory, a clock, and what the metrics say.
final class CatalogueHarness {
    final Path file;
    final Path lastGood;
    CatalogueFile catalogueFile;
    private PrometheusRegistry registry = new PrometheusRegistry();
    private long nanos;

    CatalogueHarness(Path directory) {
        file = directory.resolve("customers.yaml");
        lastGood = directory.resolve("state/last-good.yaml");
        catalogueFile = new CatalogueFile(file, () -> nanos);
    }

    void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }

    byte[] bytes() throws IOException {
        return Files.readAllBytes(file);
    }

    void pass(long moreNanos) {
        nanos += moreNanos;
    }

    Catalogue open() throws ConfigurationException {
        return open(new LastGoodCatalogue(lastGood));
    }

    private Catalogue open(LastGoodCatalogue kept) throws ConfigurationException {
        registry = new PrometheusRegistry();
        catalogueFile = new CatalogueFile(file, () -> nanos);
        return Catalogue.open(catalogueFile, kept, new CatalogueMetrics(registry));
    }

    static String customerOf(Catalogue catalogue, String host) {
        byte[] bytes = ("<" + host + ">").getBytes(StandardCharsets.UTF_8);
        byte[] customer = catalogue.entries().customerOf(bytes, 1, bytes.length - 1);
        return new String(customer, StandardCharsets.UTF_8);
    }

    double metric(String name) {
        return value(name, "");
    }

    double refused(String reason) {
        return value("refused", reason);
    }

    private double value(String name, String reason) {
        for (MetricSnapshot snapshot : registry.scrape()) {
            if (snapshot.getMetadata().getName().equals("weir_collector_catalogue_" + name)) {
                return switch (snapshot) {
                    case GaugeSnapshot gauge -> gauge.getDataPoints().getFirst().getValue();
                    case CounterSnapshot counter ->
                            counter.getDataPoints().stream()
                                    .filter(p ->
                                            reason.equals(p.getLabels().get("reason"))
                                                    || reason.isEmpty())
                                    .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                                    .sum();
                    default -> throw new AssertionError(snapshot);
                };
            }
        }
        throw new AssertionError("no metric " + name);
    }
}
