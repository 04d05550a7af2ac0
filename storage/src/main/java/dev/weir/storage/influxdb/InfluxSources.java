package dev.weir.storage.influxdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.weir.schema.source.SourceLines;
import dev.weir.schema.source.SourceLinesCodec;
import dev.weir.schema.source.SourceStatus;
import dev.weir.schema.source.SourceStatusCodec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The measurements `sources` and `source_lines`: what the stream jobs and what collectors say of a
/// source, by its id.
final class InfluxSources {
    private final InfluxDatabase db;
    private final StateRows sources;
    private final StateRows sourceLines;

    InfluxSources(InfluxDatabase db) {
        this.db = db;
        sources = new StateRows(db, "sources", "counted_to");
        sourceLines = new StateRows(db, "source_lines", "read");
    }

    /// Writes those that have not counted less than what is there.
    synchronized void write(List<SourceStatus> statuses) {
        Map<String, SourceStatus> furthest = new HashMap<>();
        for (SourceStatus status : statuses) {
            furthest.merge(
                    TagText.of(status.sourceId()),
                    status,
                    (a, b) -> b.countedTo() >= a.countedTo() ? b : a);
        }
        var lines = new LineProtocol(1 << 10);
        sources.find(firstPlaces(furthest))
                .forEach((id, found) -> {
                    SourceStatus status = furthest.get(id);
                    if (status != null && status.countedTo() >= found.order()) {
                        lines.point("sources")
                                .field("id", id)
                                .field("counted_to", status.countedTo())
                                .field("message", base64(SourceStatusCodec.encode(status)))
                                .at(found.place());
                    }
                    db.writeIfEnough(InfluxDatabase.STATE, lines);
                });
        db.writeRest(InfluxDatabase.STATE, lines);
    }

    /// Writes what collectors say; the last of a source stays.
    synchronized void writeLines(List<SourceLines> said) {
        Map<String, SourceLines> last = new HashMap<>();
        said.forEach(one -> last.put(TagText.of(one.sourceId()), one));
        var lines = new LineProtocol(1 << 10);
        sourceLines
                .find(firstPlaces(last))
                .forEach((id, found) -> {
                    SourceLines one = last.get(id);
                    if (one != null) {
                        lines.point("source_lines")
                                .field("id", id)
                                .field("read", one.read())
                                .field("message", base64(SourceLinesCodec.encode(one)))
                                .at(found.place());
                    }
                    db.writeIfEnough(InfluxDatabase.STATE, lines);
                });
        db.writeRest(InfluxDatabase.STATE, lines);
    }

    private static Map<String, Long> firstPlaces(Map<String, ?> rows) {
        Map<String, Long> places = new HashMap<>();
        rows.keySet().forEach(id -> places.put(id, StateRows.firstPlace(id)));
        return places;
    }

    /// Reads all statuses, by id.
    List<SourceStatus> read() {
        return read(
                "sources", SourceStatusCodec::decode, Comparator.comparing(SourceStatus::sourceId));
    }

    /// Reads all that collectors say, by id.
    List<SourceLines> readLines() {
        return read(
                "source_lines",
                SourceLinesCodec::decode,
                Comparator.comparing(SourceLines::sourceId));
    }

    private <T> List<T> read(String measurement, Function<byte[], T> decoder, Comparator<T> order) {
        List<T> values = new ArrayList<>();
        for (var row :
                db.query(InfluxDatabase.STATE, "SELECT \"message\" FROM \"" + measurement + '"')) {
            values.add(decoder.apply(bytes(StateRows.text(row, "message"))));
        }
        values.sort(order);
        return values;
    }

    /// A message as a field has it.
    static String base64(byte[] message) {
        return new String(Base64.getEncoder().encode(message), ISO_8859_1);
    }

    /// The message of a field.
    static byte[] bytes(String field) {
        return Base64.getDecoder().decode(field);
    }
}
