package dev.weir.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// A whole answer, ready to be sent.
///
/// @param status HTTP status
/// @param contentType media type
/// @param body the bytes
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record Answer(int status, String contentType, byte[] body) {
    static final String JSON = "application/json";
    static final String PROBLEM = "application/problem+json";

    private static final JsonFactory FACTORY = new JsonFactory();

    /// Writes one JSON value.
    interface Writer {
        void write(JsonGenerator json) throws IOException;
    }

    static Answer json(Writer writer) {
        return new Answer(200, JSON, bytes(writer));
    }

    static Answer problem(int status, Writer writer) {
        return new Answer(status, PROBLEM, bytes(writer));
    }

    static byte[] bytes(Writer writer) {
        var out = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            writer.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return out.toByteArray();
    }
}
