package dev.weir.query;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.Tier;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The fields that answers have in common.
final class JsonFields {
    static void write(JsonGenerator json, @Nullable Number value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Long whole) {
            json.writeNumber(whole);
        } else {
            json.writeNumber(value.doubleValue());
        }
    }

    /// An instant as RFC 3339; null where there is none.
    static void time(JsonGenerator json, String name, long millis) throws IOException {
        if (millis == 0) {
            json.writeNullField(name);
        } else {
            json.writeStringField(name, Instant.ofEpochMilli(millis).toString());
        }
    }

    /// An instant that is there, 1970-01-01T00:00Z included.
    static void instant(JsonGenerator json, String name, long millis) throws IOException {
        json.writeStringField(name, Instant.ofEpochMilli(millis).toString());
    }

    static void metrics(JsonGenerator json, List<Metric> metrics, Rollup rollup)
            throws IOException {
        json.writeObjectFieldStart("metrics");
        for (Metric metric : metrics) {
            json.writeFieldName(metric.name());
            write(json, metric.of(rollup));
        }
        json.writeEndObject();
    }

    /// The range that was read and the tiers it came from.
    static void plan(JsonGenerator json, RangePlan plan) throws IOException {
        instant(json, "from", plan.from());
        instant(json, "to", plan.to());
        SortedSet<Tier> tiers = new TreeSet<>();
        plan.pieces().forEach(piece -> tiers.add(piece.tier()));
        if (tiers.isEmpty()) {
            json.writeNullField("tier");
        } else {
            json.writeStringField("tier", tiers.getFirst().wireName());
        }
        json.writeArrayFieldStart("tiers");
        for (Tier tier : tiers) {
            json.writeString(tier.wireName());
        }
        json.writeEndArray();
    }

    static void errorBounds(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("errorBounds");
        json.writeStringField("latency", Metric.LATENCY_ERROR);
        json.writeStringField("unique_clients", Metric.UNIQUE_CLIENTS_ERROR);
        json.writeEndObject();
    }

    private JsonFields() {}
}
