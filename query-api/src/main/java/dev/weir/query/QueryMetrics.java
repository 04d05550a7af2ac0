package dev.weir.query;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/// What the API counts of itself.
final class QueryMetrics {
    private final Counter requests;
    private final Histogram seconds;
    private final Gauge liveClients;
    private final Counter liveDropped;

    QueryMetrics(PrometheusRegistry registry) {
        requests =
                Counter.builder()
                        .name("weir_query_requests_total")
                        .help("Requests answered, by route and HTTP status")
                        .labelNames("route", "status")
                        .register(registry);
        seconds =
                Histogram.builder()
                        .name("weir_query_request_seconds")
                        .help(
                                "Time from a request to its answer; for live streams, how long they lasted")
                        .labelNames("route")
                        .classicUpperBounds(.001, .005, .01, .05, .1, .25, .5, 1, 2.5, 5, 10)
                        .register(registry);
        liveClients =
                Gauge.builder()
                        .name("weir_query_live_clients")
                        .help("Live streams that are open")
                        .register(registry);
        liveDropped =
                Counter.builder()
                        .name("weir_query_live_dropped_total")
                        .help("Live streams ended because the client took nothing for too long")
                        .register(registry);
    }

    void answered(String route, int status, long nanos) {
        requests.labelValues(route, String.valueOf(status)).inc();
        seconds.labelValues(route).observe(nanos / 1e9);
    }

    void liveOpened() {
        liveClients.inc();
    }

    void liveClosed() {
        liveClients.dec();
    }

    void liveDropped() {
        liveDropped.inc();
    }
}
