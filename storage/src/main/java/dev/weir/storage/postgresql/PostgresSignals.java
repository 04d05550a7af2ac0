package dev.weir.storage.postgresql;

import dev.weir.schema.signal.Signal;
import dev.weir.schema.signal.SignalCodec;
import dev.weir.storage.SignalQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/// The table `signals`: each signal whole as `message`, and in columns what it is looked for by.
final class PostgresSignals {
    private final PostgresDatabase db;
    private final Statements statements;

    PostgresSignals(PostgresDatabase db, Statements statements) {
        this.db = db;
        this.statements = statements;
    }

    /// Writes those that are not older than what is there.
    void write(List<Signal> signals) {
        NavigableMap<String, Signal> newest = new TreeMap<>();
        for (Signal signal : signals) {
            newest.merge(
                    StoredText.key(signal.id()),
                    signal,
                    (a, b) -> b.updatedAt() >= a.updatedAt() ? b : a);
        }
        List<Signal> rows = List.copyOf(newest.values());
        db.transaction(connection -> {
            try (PreparedStatement insert =
                    connection.prepareStatement(statements.insertSignals())) {
                insert.setArray(1, connection.createArrayOf("text", newest.keySet().toArray()));
                insert.setArray(2, texts(connection, rows.stream().map(Signal::customer).toList()));
                insert.setArray(3, texts(connection, rows.stream().map(Signal::kind).toList()));
                setNumbers(connection, insert, rows);
                byte[][] messages = rows.stream().map(SignalCodec::encode).toArray(byte[][]::new);
                insert.setArray(8, connection.createArrayOf("bytea", messages));
                return insert.executeUpdate();
            }
        });
    }

    private static java.sql.Array texts(Connection connection, List<String> texts)
            throws SQLException {
        return connection.createArrayOf("text", texts.stream().map(StoredText::key).toArray());
    }

    private static void setNumbers(
            Connection connection, PreparedStatement insert, List<Signal> rows)
            throws SQLException {
        List<ToLongFunction<Signal>> columns =
                List.of(Signal::openedAt, Signal::updatedAt, Signal::closedAt, Signal::requests);
        int parameter = 4;
        for (ToLongFunction<Signal> column : columns) {
            Object[] values = rows.stream().map(column::applyAsLong).toArray();
            insert.setArray(parameter++, connection.createArrayOf("int8", values));
        }
    }

    /// Reads those that were open at some time of the range, newest first.
    List<Signal> read(SignalQuery query) {
        String customer = query.customer();
        return db.transaction(connection -> {
            List<Signal> signals = new ArrayList<>();
            try (PreparedStatement select =
                    connection.prepareStatement(statements.readSignals(customer != null))) {
                int parameter = 1;
                select.setLong(parameter++, query.to());
                select.setLong(parameter++, query.from());
                if (customer != null) {
                    select.setString(parameter++, StoredText.key(customer));
                }
                select.setInt(parameter, query.limit());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        signals.add(SignalCodec.decode(rows.getBytes(1)));
                    }
                }
            }
            return signals;
        });
    }

    /// Forgets those that closed at `until` or before.
    void forget(long until) {
        db.transaction(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement(statements.deleteSignals())) {
                delete.setLong(1, until);
                return delete.executeUpdate();
            }
        });
    }
}
