package dev.weir.collector;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/// The catalogue's Prometheus metrics: every reload moves one of them, good or refused.
final class CatalogueMetrics {
    private final Gauge generation;
    private final Gauge customers;
    private final Gauge hosts;
    private final Gauge current;
    private final Gauge lastSuccess;
    private final Counter accepted;
    private final Counter refused;

    CatalogueMetrics(PrometheusRegistry registry) {
        generation = gauge(registry, "generation", "Number of the catalogue in use; 0: none");
        customers = gauge(registry, "customers", "Customers in the catalogue in use");
        hosts = gauge(registry, "hosts", "Hosts and suffixes in the catalogue in use");
        current =
                gauge(
                        registry,
                        "current",
                        "1: the catalogue in use is what the file holds; 0: the file is refused");
        lastSuccess =
                gauge(
                        registry,
                        "last_success_timestamp_seconds",
                        "When the file was last found good, in seconds since 1970");
        accepted =
                Counter.builder()
                        .name("weir_collector_catalogue_accepted_total")
                        .help("Catalogues taken into use")
                        .register(registry);
        refused =
                Counter.builder()
                        .name("weir_collector_catalogue_refused_total")
                        .help("Catalogues refused, the last good one kept")
                        .labelNames("reason")
                        .register(registry);
        for (CatalogueRefusal.Reason reason : CatalogueRefusal.Reason.values()) {
            refused.initLabelValues(reason.label());
        }
    }

    private static Gauge gauge(PrometheusRegistry registry, String name, String help) {
        return Gauge.builder()
                .name("weir_collector_catalogue_" + name)
                .help(help)
                .register(registry);
    }

    /// A catalogue is in use.
    void inUse(CatalogueEntries entries) {
        generation.set((double) entries.version().generation());
        customers.set(entries.customerCount());
        hosts.set(entries.hostCount());
    }

    void accepted() {
        accepted.inc();
    }

    /// The file holds what is in use.
    void good(long nowMillis) {
        current.set(1);
        lastSuccess.set(nowMillis / 1000.0);
    }

    double refusals(CatalogueRefusal.Reason reason) {
        return refused.labelValues(reason.label()).get();
    }

    void refused(CatalogueRefusal.Reason reason) {
        current.set(0);
        refused.labelValues(reason.label()).inc();
    }
}
