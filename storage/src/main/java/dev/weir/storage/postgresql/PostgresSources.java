package dev.weir.storage.postgresql;

import dev.weir.schema.source.SourceLines;
import dev.weir.schema.source.SourceLinesCodec;
import dev.weir.schema.source.SourceStatus;
import dev.weir.schema.source.SourceStatusCodec;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;

/// The tables `sources` and `source_lines`: what the stream jobs and what collectors say of a source,
/// by its id.
final class PostgresSources {
    private final PostgresDatabase db;
    private final Statements statements;

    PostgresSources(PostgresDatabase db, Statements statements) {
        this.db = db;
        this.statements = statements;
    }

    /// Writes those that have not counted less than what is there.
    void write(List<SourceStatus> statuses) {
        NavigableMap<String, SourceStatus> furthest = new TreeMap<>();
        for (SourceStatus status : statuses) {
            furthest.merge(
                    StoredText.key(status.sourceId()),
                    status,
                    (a, b) -> b.countedTo() >= a.countedTo() ? b : a);
        }
        Object[] countedTo = furthest.values().stream().map(SourceStatus::countedTo).toArray();
        byte[][] messages =
                furthest.values().stream().map(SourceStatusCodec::encode).toArray(byte[][]::new);
        db.transaction(connection -> {
            try (PreparedStatement insert =
                    connection.prepareStatement(statements.insertSources())) {
                insert.setArray(1, connection.createArrayOf("text", furthest.keySet().toArray()));
                insert.setArray(2, connection.createArrayOf("int8", countedTo));
                insert.setArray(3, connection.createArrayOf("bytea", messages));
                return insert.executeUpdate();
            }
        });
    }

    /// Writes what collectors say; the last of a source stays.
    void writeLines(List<SourceLines> lines) {
        NavigableMap<String, SourceLines> last = new TreeMap<>();
        lines.forEach(one -> last.put(StoredText.key(one.sourceId()), one));
        byte[][] messages =
                last.values().stream().map(SourceLinesCodec::encode).toArray(byte[][]::new);
        db.transaction(connection -> {
            try (PreparedStatement insert =
                    connection.prepareStatement(statements.insertSourceLines())) {
                insert.setArray(1, connection.createArrayOf("text", last.keySet().toArray()));
                insert.setArray(2, connection.createArrayOf("bytea", messages));
                return insert.executeUpdate();
            }
        });
    }

    /// Reads all statuses, by id.
    List<SourceStatus> read() {
        return read(
                statements.readSources(),
                SourceStatusCodec::decode,
                Comparator.comparing(SourceStatus::sourceId));
    }

    /// Reads all that collectors say, by id.
    List<SourceLines> readLines() {
        return read(
                statements.readSourceLines(),
                SourceLinesCodec::decode,
                Comparator.comparing(SourceLines::sourceId));
    }

    private <T> List<T> read(String sql, Function<byte[], T> decoder, Comparator<T> order) {
        return db.transaction(connection -> {
            List<T> values = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(sql);
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    values.add(decoder.apply(rows.getBytes(1)));
                }
            }
            values.sort(order);
            return values;
        });
    }
}
