package dev.weir.cli.inspect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.batch.StringField;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Locale;

/// Takes a request of a batch, gives it as one line of JSON. What the log does not have is left
/// out; times are RFC 3339, durations milliseconds.
public final class RequestJson {
    private static final JsonFactory JSON = new JsonFactory();

    /// A request of an open batch.
    public static String line(BatchReader batch, int request) throws MalformedBatchException {
        var text = new StringWriter(512);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("time", Instant.ofEpochMilli(batch.time(request)).toString());
            if (!batch.hasTime(request)) {
                json.writeBooleanField("time_is_arrival", true);
            }
            if (batch.isMalformed(request)) {
                json.writeBooleanField("malformed", true);
            }
            for (StringField field : StringField.values()) {
                int index = batch.stringIndex(request, field);
                if (index != 0) {
                    json.writeStringField(
                            field.name().toLowerCase(Locale.ROOT), batch.string(index));
                }
            }
            writeNumbers(batch, request, json);
            json.writeStringField("source", batch.sourceId());
            json.writeNumberField("offset", batch.lineOffset(request));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void writeNumbers(BatchReader batch, int request, JsonGenerator json)
            throws IOException {
        if (batch.status(request) != 0) {
            json.writeNumberField("status", batch.status(request));
        }
        if (batch.upstreamStatus(request) != 0) {
            json.writeNumberField("upstream_status", batch.upstreamStatus(request));
        }
        if (batch.bytesSent(request) >= 0) {
            json.writeNumberField("bytes_sent", batch.bytesSent(request));
        }
        if (batch.bytesReceived(request) >= 0) {
            json.writeNumberField("bytes_received", batch.bytesReceived(request));
        }
        if (batch.duration(request) >= 0) {
            json.writeNumberField("duration_ms", batch.duration(request) / 1000.0);
        }
        if (batch.upstreamDuration(request) >= 0) {
            json.writeNumberField("upstream_duration_ms", batch.upstreamDuration(request) / 1000.0);
        }
    }

    private RequestJson() {}
}
