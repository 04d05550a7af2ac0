package dev.weir.storage.postgresql;

import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.MalformedRollupException;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.RollupFields;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// The columns that a choice of fields is read from. They come second in a row and after.
sealed interface RollupColumns {
    /// The columns for a choice.
    static RollupColumns of(RollupFields fields) {
        return fields.areCounters() && Statements.COLUMNS.containsAll(fields.counters())
                ? new OfCounters(List.copyOf(fields.counters()))
                : new Message(fields);
    }

    /// Their names.
    List<String> names();

    /// Adds a row to a rollup.
    ///
    /// @throws MalformedRollupException if the stored message is none
    void merge(ResultSet row, Rollup into) throws SQLException;

    /// The message that everything is in.
    ///
    /// @param fields what is decoded of it
    record Message(RollupFields fields) implements RollupColumns {
        @Override
        public List<String> names() {
            return List.of("message");
        }

        @Override
        public void merge(ResultSet row, Rollup into) throws SQLException {
            RollupCodec.decode(row.getBytes(2), into, fields);
        }
    }

    /// Counters that have columns.
    ///
    /// @param counters in the order of the columns
    record OfCounters(List<Counter> counters) implements RollupColumns {
        @Override
        public List<String> names() {
            return counters.stream().map(Counter::wireName).toList();
        }

        @Override
        public void merge(ResultSet row, Rollup into) throws SQLException {
            for (int i = 0; i < counters.size(); i++) {
                into.add(counters.get(i), row.getLong(2 + i));
                if (row.wasNull()) {
                    throw new MalformedRollupException("it was none when it was written");
                }
            }
        }
    }
}
