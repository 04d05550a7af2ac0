package dev.weir.collector.format;

import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.batch.StringField;
import java.nio.charset.StandardCharsets;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Takes a request of a batch, gives what it says as text, by name; what is absent is not there.
final class RequestFields {
    static NavigableMap<String, String> of(BatchReader reader, int request)
            throws MalformedBatchException {
        NavigableMap<String, String> fields = new TreeMap<>();
        if (reader.isMalformed(request)) {
            fields.put("MALFORMED", "");
        }
        if (reader.hasTime(request)) {
            fields.put("TIME", Long.toString(reader.time(request)));
        }
        putUnless(0, "STATUS", reader.status(request), fields);
        putUnless(0, "UPSTREAM_STATUS", reader.upstreamStatus(request), fields);
        putUnless(-1, "SENT", reader.bytesSent(request), fields);
        putUnless(-1, "RECEIVED", reader.bytesReceived(request), fields);
        putUnless(-1, "DURATION", reader.duration(request), fields);
        putUnless(-1, "UPSTREAM_DURATION", reader.upstreamDuration(request), fields);
        for (StringField field : StringField.values()) {
            int index = reader.stringIndex(request, field);
            if (index != 0) {
                fields.put(field.name(), text(reader, index));
            }
        }
        return fields;
    }

    private static void putUnless(
            long absent, String name, long value, NavigableMap<String, String> fields) {
        if (value != absent) {
            fields.put(name, Long.toString(value));
        }
    }

    /// One character per byte, so that invalid UTF-8 is told apart.
    private static String text(BatchReader reader, int index) {
        int from = reader.stringStart(index);
        int length = reader.stringEnd(index) - from;
        return new String(reader.bytes(), from, length, StandardCharsets.ISO_8859_1);
    }

    private RequestFields() {}
}
