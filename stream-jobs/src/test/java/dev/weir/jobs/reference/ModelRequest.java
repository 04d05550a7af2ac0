package dev.weir.jobs.reference;

import dev.weir.jobs.attack.Threat;
import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.StringField;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/// One request as plain values, with what is known of it because it was made so.
///
/// @param time event time, milliseconds since 1970-01-01T00:00Z
/// @param status 0 if absent, as `upstreamStatus`
/// @param bytesSent -1 if absent, as the other numbers that follow
/// @param strings by field; one that is not in it is absent
/// @param ipClass of the client's address, "" if there is none
/// @param threats that path and query carry
/// @param isPage whether content type or path are a page's
public record ModelRequest(
        long time,
        int status,
        int upstreamStatus,
        long bytesSent,
        long bytesReceived,
        long duration,
        long upstreamDuration,
        boolean malformed,
        Map<StringField, String> strings,
        String ipClass,
        Set<Threat> threats,
        boolean isPage) {

    /// The same request at another time.
    public ModelRequest at(long otherTime) {
        return new ModelRequest(
                otherTime,
                status,
                upstreamStatus,
                bytesSent,
                bytesReceived,
                duration,
                upstreamDuration,
                malformed,
                strings,
                ipClass,
                threats,
                isPage);
    }

    /// The same request of another customer.
    public ModelRequest of(String customer) {
        Map<StringField, String> others = new EnumMap<>(strings);
        others.put(StringField.CUSTOMER, customer);
        return new ModelRequest(
                time,
                status,
                upstreamStatus,
                bytesSent,
                bytesReceived,
                duration,
                upstreamDuration,
                malformed,
                others,
                ipClass,
                threats,
                isPage);
    }

    void encode(BatchEncoder encoder, long lineOffset) {
        encoder.beginRequest(lineOffset, time);
        encoder.time(time);
        encoder.status(status);
        encoder.upstreamStatus(upstreamStatus);
        if (bytesSent >= 0) {
            encoder.bytesSent(bytesSent);
        }
        if (bytesReceived >= 0) {
            encoder.bytesReceived(bytesReceived);
        }
        if (duration >= 0) {
            encoder.duration(duration);
        }
        if (upstreamDuration >= 0) {
            encoder.upstreamDuration(upstreamDuration);
        }
        if (malformed) {
            encoder.malformed();
        }
        strings.forEach((field, text) -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            encoder.string(field, bytes, 0, bytes.length);
        });
        encoder.endRequest();
    }
}
