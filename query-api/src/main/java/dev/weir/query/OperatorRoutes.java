package dev.weir.query;

import dev.weir.schema.rollup.Counter;
import dev.weir.storage.CustomerTotal;
import dev.weir.storage.MetricStore;
import dev.weir.storage.SignalQuery;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// What operators ask about the system and all customers.
final class OperatorRoutes {
    private static final int MAX_SIGNALS = 1_000;
    private static final int MAX_CUSTOMERS = 1_000;

    private final QueryConfig config;
    private final MetricStore store;
    private final RangeReader reader;
    private final PrometheusRegistry registry;
    private final CustomerMetrics customerMetrics;

    OperatorRoutes(
            QueryConfig config,
            MetricStore store,
            PrometheusRegistry registry,
            CustomerMetrics customerMetrics) {
        this.config = config;
        this.store = store;
        this.reader = new RangeReader(store);
        this.registry = registry;
        this.customerMetrics = customerMetrics;
    }

    List<Route> routes() {
        return List.of(
                Route.operator("/v1/signals", List.of("from", "to", "limit"), this::signals),
                Route.operator(
                        "/v1/top/customers",
                        List.of("metric", "from", "to", "limit"),
                        this::heaviestCustomers),
                Route.operator("/v1/sources", List.of(), this::sources),
                Route.operator("/metrics", List.of(), call -> text(registry.scrape())),
                Route.operator(
                        "/metrics/customers",
                        List.of(),
                        call -> text(customerMetrics.scrape(call))));
    }

    private Answer signals(Call call) {
        TimeRange range = TimeRange.of(call.parameters(), call.nowMillis(), config.maxRange());
        int limit = call.parameters().count("limit", 100, MAX_SIGNALS);
        return SignalJson.answer(
                store.signals(new SignalQuery(null, range.from(), range.to(), limit)));
    }

    private Answer heaviestCustomers(Call call) {
        Counter counter = counter(call.parameters().text("metric").orElse("requests"));
        int limit = call.parameters().count("limit", 10, MAX_CUSTOMERS);
        TimeRange range = TimeRange.of(call.parameters(), call.nowMillis(), config.maxRange());
        long freshUntil = store.freshUntil();
        RangePlan plan =
                RangePlan.of(
                        range,
                        config.retention().list().getLast(),
                        config.retention(),
                        freshUntil,
                        call.nowMillis());
        List<CustomerTotal> heaviest =
                reader.heaviestCustomers(plan, counter, limit, call.deadline());
        return Answer.json(json -> {
            json.writeStartObject();
            json.writeStringField("metric", counter.wireName());
            JsonFields.plan(json, plan);
            JsonFields.time(json, "freshUntil", freshUntil);
            json.writeArrayFieldStart("customers");
            for (CustomerTotal customer : heaviest) {
                json.writeStartObject();
                json.writeStringField("name", customer.customer());
                json.writeNumberField("total", customer.total());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /// @throws Problem 400 if there is none of that name
    private static Counter counter(String name) {
        List<String> names = new ArrayList<>();
        for (Counter counter : Counter.values()) {
            if (counter.wireName().equals(name)) {
                return counter;
            }
            names.add(counter.wireName());
        }
        throw Problem.badParameter("metric", name, names);
    }

    private Answer sources(Call call) {
        return SourceJson.answer(
                store.sources(), store.sourceLines(), store.freshUntil(), call.nowMillis());
    }

    private static Answer text(MetricSnapshots snapshots) {
        var writer = PrometheusTextFormatWriter.builder().build();
        var out = new ByteArrayOutputStream(8192);
        try {
            writer.write(out, snapshots);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return new Answer(200, writer.getContentType(), out.toByteArray());
    }
}
