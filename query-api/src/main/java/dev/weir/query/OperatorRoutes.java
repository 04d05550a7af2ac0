package dev.weir.query;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.schema.source.SourceStatus;
import dev.weir.storage.MetricStore;
import dev.weir.storage.SignalQuery;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// What operators ask about the system and all customers.
final class OperatorRoutes {
    private static final int MAX_SIGNALS = 1_000;

    private final QueryConfig config;
    private final MetricStore store;
    private final PrometheusRegistry registry;
    private final CustomerMetrics customerMetrics;

    OperatorRoutes(
            QueryConfig config,
            MetricStore store,
            PrometheusRegistry registry,
            CustomerMetrics customerMetrics) {
        this.config = config;
        this.store = store;
        this.registry = registry;
        this.customerMetrics = customerMetrics;
    }

    List<Route> routes() {
        return List.of(
                Route.operator("/v1/signals", List.of("from", "to", "limit"), this::signals),
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

    private Answer sources(Call call) {
        List<SourceStatus> sources = store.sources();
        long freshUntil = store.freshUntil();
        return Answer.json(json -> {
            json.writeStartObject();
            JsonFields.time(json, "freshUntil", freshUntil);
            json.writeArrayFieldStart("sources");
            for (SourceStatus source : sources) {
                write(json, source, call.nowMillis());
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, SourceStatus source, long nowMillis)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("id", source.sourceId());
        json.writeStringField("host", source.host());
        json.writeStringField("file", source.file());
        json.writeNumberField("countedTo", source.countedTo());
        json.writeNumberField("requests", source.requests());
        json.writeNumberField("malformed", source.malformed());
        json.writeNumberField("rejectedLines", source.rejectedLines());
        json.writeNumberField("repeatedRequests", source.repeatedRequests());
        json.writeNumberField("gapBytes", source.gapBytes());
        JsonFields.time(json, "lastEventTime", source.lastEventTime());
        JsonFields.time(json, "lastBatchAt", source.lastBatchAt());
        if (source.lastBatchAt() == 0) {
            json.writeNullField("silentSeconds");
        } else {
            json.writeNumberField(
                    "silentSeconds", Math.max(nowMillis - source.lastBatchAt(), 0) / 1000.0);
        }
        json.writeObjectFieldStart("catalogue");
        json.writeNumberField("generation", source.catalogue().generation());
        json.writeStringField("hash", source.catalogue().hashText());
        json.writeEndObject();
        json.writeEndObject();
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
