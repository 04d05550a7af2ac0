package dev.weir.cli.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.collector.format.ParseResult;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.batch.StringField;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/// Takes a parsed line, gives it as one JSON object on one line.
///
/// Absent values are left out, empty ones are `""`. Times are RFC 3339 in UTC, durations are
/// milliseconds. A text that is no UTF-8 stands there with replacement characters, and exactly under
/// the same name with `_b64` behind it.
public final class ParsedLineJson {
    private static final JsonFactory JSON = new JsonFactory();

    /// Names as peers' parsers and their test cases have them.
    private static final Map<StringField, String> NAMES =
            Map.ofEntries(
                    Map.entry(StringField.HOST, "host"),
                    Map.entry(StringField.METHOD, "method"),
                    Map.entry(StringField.PATH, "path"),
                    Map.entry(StringField.QUERY, "query"),
                    Map.entry(StringField.PROTOCOL, "protocol"),
                    Map.entry(StringField.CLIENT_ADDRESS, "remote_addr"),
                    Map.entry(StringField.REFERER, "referer"),
                    Map.entry(StringField.USER_AGENT, "user_agent"),
                    Map.entry(StringField.CACHE_STATUS, "cache_status"),
                    Map.entry(StringField.TLS_VERSION, "ssl_protocol"),
                    Map.entry(StringField.CONTENT_TYPE, "content_type"),
                    Map.entry(StringField.COUNTRY, "country"),
                    Map.entry(StringField.USER, "remote_user"),
                    Map.entry(StringField.UPSTREAM_ADDRESS, "upstream_addr"));

    /// Gives `{"rejected": reason}` for a line that is no request.
    public static String of(ParsedLine line) throws IOException {
        StringWriter text = new StringWriter(512);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            if (line.result() == ParseResult.ACCEPTED) {
                writeRequest(line, json);
            } else {
                json.writeStringField("rejected", line.result().reason());
            }
            json.writeEndObject();
        } catch (MalformedBatchException e) {
            throw new IOException("the batch of a line cannot be read back", e);
        }
        return text.toString();
    }

    private static void writeRequest(ParsedLine line, JsonGenerator json)
            throws IOException, MalformedBatchException {
        BatchReader batch = line.batch();
        if (batch.hasTime(0)) {
            json.writeStringField("time", Instant.ofEpochMilli(batch.time(0)).toString());
        }
        for (StringField field : StringField.values()) {
            String name = NAMES.get(field);
            int index = batch.stringIndex(0, field);
            if (name != null && index != 0) {
                writeText(batch, index, name, json);
            }
        }
        writeNumbers(batch, json);
        for (var shown : line.shown().entrySet()) {
            writeShown(shown.getKey(), shown.getValue(), json);
        }
        if (batch.isMalformed(0)) {
            int whole = batch.stringIndex(0, StringField.REQUEST_LINE);
            if (whole != 0 && !line.shown().containsKey("request")) {
                writeText(batch, whole, "request", json);
            }
            json.writeBooleanField("malformed", true);
        }
    }

    /// Sizes are numbers here as everywhere.
    private static void writeShown(String name, byte[] value, JsonGenerator json)
            throws IOException {
        boolean isNumber = value.length > 0 && value.length < 19;
        for (byte digit : value) {
            isNumber &= digit >= '0' && digit <= '9';
        }
        if (isNumber && (name.equals("bytes_sent") || name.equals("upstream_response_length"))) {
            String digits = new String(value, StandardCharsets.US_ASCII);
            json.writeNumberField(name, Long.parseLong(digits));
        } else {
            writeText(value, 0, value.length, name, json);
        }
    }

    private static void writeText(BatchReader batch, int index, String name, JsonGenerator json)
            throws IOException, MalformedBatchException {
        int start = batch.stringStart(index);
        writeText(batch.bytes(), start, batch.stringEnd(index) - start, name, json);
    }

    private static void writeText(
            byte[] bytes, int start, int length, String name, JsonGenerator json)
            throws IOException {
        json.writeStringField(name, new String(bytes, start, length, StandardCharsets.UTF_8));
        try {
            var _ =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes, start, length));
        } catch (CharacterCodingException e) {
            byte[] exact = Arrays.copyOfRange(bytes, start, start + length);
            json.writeStringField(name + "_b64", Base64.getEncoder().encodeToString(exact));
        }
    }

    private static void writeNumbers(BatchReader batch, JsonGenerator json) throws IOException {
        if (batch.status(0) != 0) {
            json.writeNumberField("status", batch.status(0));
        }
        if (batch.bytesSent(0) >= 0) {
            json.writeNumberField("bytes", batch.bytesSent(0));
        }
        if (batch.bytesReceived(0) >= 0) {
            json.writeNumberField("request_length", batch.bytesReceived(0));
        }
        writeMillis("request_time_ms", batch.duration(0), json);
        writeMillis("upstream_time_ms", batch.upstreamDuration(0), json);
        if (batch.upstreamStatus(0) != 0) {
            json.writeNumberField("upstream_status", batch.upstreamStatus(0));
        }
    }

    private static void writeMillis(String name, long micros, JsonGenerator json)
            throws IOException {
        if (micros < 0) {
            return;
        }
        if (micros % 1000 == 0) {
            json.writeNumberField(name, micros / 1000);
        } else {
            json.writeNumberField(name, micros / 1000.0);
        }
    }

    private ParsedLineJson() {}
}
