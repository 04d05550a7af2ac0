package dev.weir.storage.postgresql;

import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.MalformedRollupException;
import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.EncodedRollup;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The rollups of one write: the last of each key, by tier and in the order of their keys, so that
/// two writers of the same rows never wait for each other in a circle.
final class RollupBatch {
    /// A statement's parameters must stay far below the gigabyte that a value may have.
    private static final int STATEMENT_BYTES = 16 << 20;

    private static final Comparator<Row> ORDER =
            Comparator.comparing(Row::customer)
                    .thenComparingLong(row -> row.rollup().key().windowStart())
                    .thenComparingLong(row -> row.rollup().key().part());

    /// A rollup with its customer as the column has it.
    private record Row(String customer, EncodedRollup rollup) {}

    private final NavigableMap<Tier, List<Row>> tiers = new TreeMap<>();
    private final Set<TierPartition> partitions = new TreeSet<>();

    /// The names of the customers, by what their column has.
    private final NavigableMap<String, String> customers = new TreeMap<>();

    private final NavigableMap<Tier, Long> ends = new TreeMap<>();

    RollupBatch(List<EncodedRollup> rollups) {
        Map<RollupKey, EncodedRollup> last = new HashMap<>();
        rollups.forEach(rollup -> last.put(rollup.key(), rollup));
        last.values().forEach(this::add);
        tiers.values().forEach(rows -> rows.sort(ORDER));
    }

    private void add(EncodedRollup rollup) {
        RollupKey key = rollup.key();
        String customer = StoredText.key(key.customer());
        tiers.computeIfAbsent(key.tier(), tier -> new ArrayList<>()).add(new Row(customer, rollup));
        partitions.add(TierPartition.of(key.tier(), key.windowStart()));
        customers.put(customer, StoredText.of(key.customer()));
        long length = key.tier().millis();
        ends.merge(
                key.tier(),
                Math.min(key.windowStart(), Long.MAX_VALUE - length) + length,
                Math::max);
    }

    /// Where they go.
    Set<TierPartition> partitions() {
        return partitions;
    }

    /// Whose they are: the names by what the column of customers has.
    NavigableMap<String, String> customers() {
        return customers;
    }

    /// The end of the newest window of each tier.
    NavigableMap<Tier, Long> ends() {
        return ends;
    }

    /// Writes the rollups; their partitions must be there.
    void insert(Connection connection, Statements statements) throws SQLException {
        for (var tier : tiers.entrySet()) {
            List<Row> rows = tier.getValue();
            try (PreparedStatement insert =
                    connection.prepareStatement(statements.insertRollups(tier.getKey()))) {
                int from = 0;
                while (from < rows.size()) {
                    int to = from;
                    long bytes = 0;
                    while (to < rows.size() && (to == from || bytes < STATEMENT_BYTES)) {
                        bytes += rows.get(to).rollup().message().length;
                        to++;
                    }
                    bind(connection, insert, rows.subList(from, to));
                    insert.executeUpdate();
                    from = to;
                }
            }
        }
    }

    private static void bind(Connection connection, PreparedStatement insert, List<Row> rows)
            throws SQLException {
        int size = rows.size();
        List<Counter> columns = Statements.COLUMNS;
        String[] customer = new String[size];
        Long[][] numbers = new Long[2 + columns.size()][size];
        byte[][] message = new byte[size][];
        for (int i = 0; i < size; i++) {
            Row row = rows.get(i);
            RollupKey key = row.rollup().key();
            customer[i] = row.customer();
            numbers[0][i] = key.windowStart();
            numbers[1][i] = key.part();
            message[i] = row.rollup().message();
            setCounters(numbers, i, message[i]);
        }
        insert.setArray(1, connection.createArrayOf("text", customer));
        for (int column = 0; column < numbers.length; column++) {
            insert.setArray(2 + column, connection.createArrayOf("int8", numbers[column]));
        }
        insert.setArray(2 + numbers.length, connection.createArrayOf("bytea", message));
    }

    /// The columns are for people: of a message that cannot be decoded they stay empty, and who
    /// reads it is told.
    private static void setCounters(Long[][] numbers, int row, byte[] message) {
        try {
            long[] counters = RollupCodec.decodeCounters(message);
            for (int i = 0; i < Statements.COLUMNS.size(); i++) {
                numbers[2 + i][row] = counters[Statements.COLUMNS.get(i).ordinal()];
            }
        } catch (MalformedRollupException e) {
            // stored all the same, as the other stores do
        }
    }
}
