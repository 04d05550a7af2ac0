package dev.weir.query;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.schema.signal.Signal;
import java.io.IOException;
import java.util.List;

/// Takes signals, gives the answer that lists them.
final class SignalJson {
    static Answer answer(List<Signal> signals) {
        return Answer.json(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("signals");
            for (Signal signal : signals) {
                write(json, signal);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, Signal signal) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", signal.id());
        json.writeStringField("customer", signal.customer());
        json.writeStringField("kind", signal.kind());
        json.writeStringField("state", signal.isOpen() ? "open" : "closed");
        JsonFields.instant(json, "openedAt", signal.openedAt());
        JsonFields.instant(json, "updatedAt", signal.updatedAt());
        JsonFields.time(json, "closedAt", signal.closedAt());
        json.writeNumberField("requests", signal.requests());
        json.writeNumberField("peakPerSecond", signal.peakPerSecond());
        json.writeNumberField("baselinePerSecond", signal.baselinePerSecond());
        json.writeArrayFieldStart("samples");
        for (String sample : signal.samples()) {
            json.writeString(sample);
        }
        json.writeEndArray();
        write(json, "heaviestClients", signal.heaviestClients());
        write(json, "heaviestPaths", signal.heaviestPaths());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, List<Signal.Share> shares)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (Signal.Share share : shares) {
            json.writeStartObject();
            json.writeStringField("value", share.value());
            json.writeNumberField("requests", share.requests());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private SignalJson() {}
}
