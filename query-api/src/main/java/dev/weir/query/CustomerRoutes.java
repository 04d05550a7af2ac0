package dev.weir.query;

import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.MetricStore;
import dev.weir.storage.SignalQuery;
import java.util.List;

/// What a customer can ask about itself.
final class CustomerRoutes {
    private static final String CUSTOMER = "/v1/customers/{customer}";
    private static final int MAX_SIGNALS = 1_000;

    private final QueryConfig config;
    private final MetricStore store;
    private final CustomerDirectory customers;
    private final RangeReader reader;

    CustomerRoutes(QueryConfig config, MetricStore store, CustomerDirectory customers) {
        this.config = config;
        this.store = store;
        this.customers = customers;
        this.reader = new RangeReader(store);
    }

    List<Route> routes() {
        return List.of(
                Route.anyKey("/v1/customers", List.of(), this::customers),
                Route.anyKey(
                        CUSTOMER + "/series",
                        List.of("metrics", "from", "to", "step"),
                        this::series),
                Route.anyKey(CUSTOMER + "/summary", List.of("from", "to"), this::summary),
                Route.anyKey(
                        CUSTOMER + "/top/{dimension}", List.of("from", "to", "limit"), this::top),
                Route.anyKey(CUSTOMER + "/signals", List.of("from", "to", "limit"), this::signals));
    }

    private Answer customers(Call call) {
        List<String> seen = customers.seenBy(call.caller());
        return Answer.json(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("customers");
            for (String name : seen) {
                json.writeStartObject();
                json.writeStringField("name", name);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private Answer series(Call call) {
        String customer = customers.require(call);
        List<Metric> metrics =
                Metric.parse(call.parameters().text("metrics").orElse("requests,bytes_sent"));
        TimeRange range = range(call);
        Step step =
                Step.of(
                        call.parameters(),
                        range,
                        config.retention(),
                        call.nowMillis(),
                        config.maxPoints());
        long first = step.firstStart(range);
        int points = (int) step.points(range);
        long end = first + points * step.millis();
        long freshUntil = store.freshUntil();
        Series series = new Series(metrics, first, step.millis(), points);
        reader.forEach(
                customer,
                plan(new TimeRange(first, end), step.tier(), freshUntil, call),
                Metric.fields(metrics),
                call.deadline(),
                window -> series.add(window.windowStart(), window.rollup()));
        return Answer.json(json -> {
            json.writeStartObject();
            json.writeStringField("customer", customer);
            JsonFields.instant(json, "from", first);
            JsonFields.instant(json, "to", end);
            json.writeStringField("step", step.wireName());
            json.writeNumberField("stepMillis", step.millis());
            json.writeStringField("tier", step.tier().wireName());
            JsonFields.time(json, "freshUntil", freshUntil);
            JsonFields.errorBounds(json);
            series.write(json);
            json.writeEndObject();
        });
    }

    private Answer summary(Call call) {
        String customer = customers.require(call);
        long freshUntil = store.freshUntil();
        RangePlan plan = plan(range(call), freshUntil, call);
        Rollup rollup =
                reader.merged(customer, plan, Metric.fields(Metric.list()), call.deadline());
        return Answer.json(json -> {
            json.writeStartObject();
            json.writeStringField("customer", customer);
            JsonFields.plan(json, plan);
            JsonFields.time(json, "freshUntil", freshUntil);
            JsonFields.errorBounds(json);
            JsonFields.metrics(json, Metric.list(), rollup);
            json.writeEndObject();
        });
    }

    private Answer top(Call call) {
        String customer = customers.require(call);
        Top.Field field = Top.Field.of(call.path("dimension"));
        int limit = call.parameters().count("limit", 10, 100);
        long freshUntil = store.freshUntil();
        RangePlan plan = plan(range(call), freshUntil, call);
        Rollup merged = reader.merged(customer, plan, field.fields(), call.deadline());
        Top top = field.topOf(merged, limit);
        return Answer.json(json -> {
            json.writeStartObject();
            json.writeStringField("customer", customer);
            json.writeStringField("dimension", field.wireName());
            JsonFields.plan(json, plan);
            JsonFields.time(json, "freshUntil", freshUntil);
            top.write(json);
            json.writeEndObject();
        });
    }

    private Answer signals(Call call) {
        String customer = customers.require(call);
        TimeRange range = range(call);
        int limit = call.parameters().count("limit", 100, MAX_SIGNALS);
        return SignalJson.answer(
                store.signals(new SignalQuery(customer, range.from(), range.to(), limit)));
    }

    private TimeRange range(Call call) {
        return TimeRange.of(call.parameters(), call.nowMillis(), config.maxRange());
    }

    private RangePlan plan(TimeRange range, long freshUntil, Call call) {
        return plan(range, config.retention().list().getLast(), freshUntil, call);
    }

    private RangePlan plan(TimeRange range, Tier coarsest, long freshUntil, Call call) {
        return RangePlan.of(range, coarsest, config.retention(), freshUntil, call.nowMillis());
    }
}
