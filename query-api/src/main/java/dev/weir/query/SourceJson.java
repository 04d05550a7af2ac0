package dev.weir.query;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.schema.source.SourceLines;
import dev.weir.schema.source.SourceStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Takes what the stream jobs and what collectors say of sources, gives the answer that has both, by
/// source id.
final class SourceJson {
    static Answer answer(
            List<SourceStatus> statuses, List<SourceLines> lines, long freshUntil, long nowMillis) {
        Map<String, SourceLines> said = new TreeMap<>();
        lines.forEach(one -> said.put(one.sourceId(), one));
        Map<String, SourceStatus> counted = new TreeMap<>();
        for (SourceLines one : lines) {
            // Nothing of it may be counted yet.
            counted.put(
                    one.sourceId(), SourceStatus.unseen(one.sourceId(), one.host(), one.file()));
        }
        statuses.forEach(status -> counted.put(status.sourceId(), status));
        return Answer.json(json -> {
            json.writeStartObject();
            JsonFields.time(json, "freshUntil", freshUntil);
            json.writeArrayFieldStart("sources");
            for (SourceStatus source : counted.values()) {
                write(json, source, said.get(source.sourceId()), nowMillis);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void write(
            JsonGenerator json, SourceStatus source, @Nullable SourceLines lines, long nowMillis)
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
        json.writeNumberField("requestsAhead", source.timeliness().requestsAhead());
        json.writeNumberField("retimedRequests", source.timeliness().retimedRequests());
        json.writeNumberField("lateRequests", source.timeliness().lateRequests());
        json.writeNumberField("latenessMillis", source.timeliness().latenessMillis());
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
        write(json, lines);
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, @Nullable SourceLines lines) throws IOException {
        if (lines == null) {
            json.writeNullField("lines");
            return;
        }
        json.writeObjectFieldStart("lines");
        JsonFields.time(json, "at", lines.saidAt());
        json.writeNumberField("acknowledgedTo", lines.acknowledgedTo());
        json.writeNumberField("read", lines.read());
        json.writeNumberField("shipped", lines.shipped());
        json.writeNumberField("waiting", lines.waiting());
        json.writeObjectFieldStart("rejected");
        for (var reason : new TreeMap<>(lines.rejected()).entrySet()) {
            json.writeNumberField(reason.getKey(), reason.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private SourceJson() {}
}
