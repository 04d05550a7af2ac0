package dev.weir.query;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.schema.rollup.Breakdown;
import dev.weir.schema.rollup.CappedCounts;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Dimension;
import dev.weir.schema.rollup.HeavyHitters;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupFields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The values of a field with most requests.
///
/// @param requests all requests of the range
/// @param values heaviest first
/// @param other requests of values that are not listed; an estimate where the counts are
/// @param errorBound most that a count is off, relative to all requests
record Top(long requests, List<HeavyHitters.Hitter> values, long other, String errorBound) {

    /// Of estimated counts, rounded up.
    private static final String ERROR =
            String.format(
                    Locale.ROOT, "%.1f%%", Math.ceil(1000 * HeavyHitters.RELATIVE_ERROR) / 10);

    /// A field that can be asked for.
    sealed interface Field {
        /// The name in the API.
        String wireName();

        /// What of rollups they are read from.
        RollupFields fields();

        /// The heaviest values.
        Top topOf(Rollup rollup, int limit);

        /// Takes a name, gives the field.
        ///
        /// @throws Problem 404 if there is none of that name
        static Field of(String name) {
            for (Breakdown breakdown : Breakdown.values()) {
                if (breakdown.wireName().equals(name)) {
                    return new Counted(breakdown);
                }
            }
            for (Dimension dimension : Dimension.values()) {
                if (dimension.wireName().equals(name)) {
                    return new Estimated(dimension);
                }
            }
            List<String> names =
                    Stream.concat(
                                    Stream.of(Breakdown.values()).map(Breakdown::wireName),
                                    Stream.of(Dimension.values()).map(Dimension::wireName))
                            .toList();
            throw new Problem(
                    ErrorCode.UNKNOWN_DIMENSION,
                    "dimensions: " + String.join(", ", names),
                    "dimension",
                    names);
        }
    }

    /// A field with few values, each counted.
    record Counted(Breakdown breakdown) implements Field {
        @Override
        public String wireName() {
            return breakdown.wireName();
        }

        @Override
        public RollupFields fields() {
            return RollupFields.of(Counter.REQUESTS).and(RollupFields.of(breakdown));
        }

        @Override
        public Top topOf(Rollup rollup, int limit) {
            CappedCounts counts = rollup.breakdown(breakdown);
            List<HeavyHitters.Hitter> all = new ArrayList<>();
            counts.forEach((key, count) -> all.add(new HeavyHitters.Hitter(key, count, count)));
            all.sort(
                    Comparator.comparingLong(HeavyHitters.Hitter::requests)
                            .reversed()
                            .thenComparing(HeavyHitters.Hitter::value));
            List<HeavyHitters.Hitter> shown = all.subList(0, Math.min(limit, all.size()));
            long hidden =
                    all.subList(shown.size(), all.size()).stream()
                            .mapToLong(HeavyHitters.Hitter::requests)
                            .sum();
            return new Top(rollup.counter(Counter.REQUESTS), shown, hidden + counts.other(), "0%");
        }
    }

    /// A field with many values, the heaviest estimated.
    record Estimated(Dimension dimension) implements Field {
        @Override
        public String wireName() {
            return dimension.wireName();
        }

        @Override
        public RollupFields fields() {
            return RollupFields.of(Counter.REQUESTS).and(RollupFields.of(dimension));
        }

        @Override
        public Top topOf(Rollup rollup, int limit) {
            long requests = rollup.counter(Counter.REQUESTS);
            List<HeavyHitters.Hitter> shown = rollup.heaviest(dimension).heaviest(limit);
            long listed = shown.stream().mapToLong(HeavyHitters.Hitter::requests).sum();
            return new Top(requests, shown, Math.max(requests - listed, 0), ERROR);
        }
    }

    /// Writes the fields of an answer.
    void write(JsonGenerator json) throws IOException {
        json.writeNumberField("requests", requests);
        json.writeArrayFieldStart("values");
        for (HeavyHitters.Hitter hitter : values) {
            json.writeStartObject();
            json.writeStringField("value", hitter.value());
            json.writeNumberField("requests", hitter.requests());
            json.writeNumberField("atLeast", hitter.atLeast());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("other", other);
        json.writeObjectFieldStart("errorBounds");
        json.writeStringField("requests", errorBound);
        json.writeEndObject();
    }
}
