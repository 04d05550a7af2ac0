package dev.weir.storage.postgresql;

import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Tier;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Every statement on the store's tables, for the schema they are in; [Migrations] makes the tables.
///
/// Where a statement takes many rows they come as one array a column, so that a batch is one
/// statement whatever its size.
final class Statements {
    /// The counters that stand in columns of their own, for people and Grafana. The rollup itself is
    /// in `message`, and only that is read back.
    static final List<Counter> COLUMNS =
            List.of(
                    Counter.REQUESTS,
                    Counter.BYTES_SENT,
                    Counter.CACHED_REQUESTS,
                    Counter.CACHED_BYTES,
                    Counter.STATUS_4XX,
                    Counter.STATUS_5XX,
                    Counter.THREATS,
                    Counter.PAGE_VIEWS,
                    Counter.DURATION_MICROS);

    private final String schema;

    Statements(String schema) {
        this.schema = schema;
    }

    /// A table's name with its schema, quoted.
    String table(String name) {
        return '"' + schema + "\".\"" + name + '"';
    }

    private String table(Tier tier) {
        return table(TierPartition.table(tier));
    }

    /// Whether the server can pack large values by LZ4, which costs it far less than what it does
    /// otherwise.
    static final String HAS_LZ4 =
            "SELECT 'lz4' = ANY (enumvals) FROM pg_catalog.pg_settings"
                    + " WHERE name = 'default_toast_compression'";

    /// @param lz4 whether large messages are packed by LZ4
    String createTier(Tier tier, boolean lz4) {
        return "CREATE TABLE "
                + table(tier)
                + " (customer text COLLATE \"C\" NOT NULL, window_start bigint NOT NULL,"
                + " part bigint NOT NULL, "
                + COLUMNS.stream()
                        .map(c -> c.wireName() + " bigint, ")
                        .collect(Collectors.joining())
                + "message bytea "
                + (lz4 ? "COMPRESSION lz4 " : "")
                + "NOT NULL, PRIMARY KEY (customer, window_start, part))"
                + " PARTITION BY RANGE (window_start)";
    }

    /// Finds the windows of all customers in a short time of a long partition: rows lie on disk in
    /// about the order in which their windows ended.
    String createTimeIndex(Tier tier) {
        return "CREATE INDEX IF NOT EXISTS "
                + TierPartition.table(tier)
                + "_by_time ON "
                + table(tier)
                + " USING brin (window_start) WITH (pages_per_range = 32, autosummarize = on)";
    }

    /// Makes a partition's table beside that of its tier. Room is left in its pages, for windows
    /// are written again and again while they are open.
    String createPartition(TierPartition partition) {
        return "CREATE TABLE "
                + table(partition.table())
                + " (LIKE "
                + table(partition.tier())
                + " INCLUDING ALL) WITH (fillfactor = 80)";
    }

    /// Makes it a part of its tier's table. Unlike `CREATE TABLE … PARTITION OF` this waits for no
    /// reader and lets none wait.
    String attachPartition(TierPartition partition) {
        return "ALTER TABLE "
                + table(partition.tier())
                + " ATTACH PARTITION "
                + table(partition.table())
                + " FOR VALUES "
                + partition.bounds();
    }

    String dropPartition(TierPartition partition) {
        return "DROP TABLE IF EXISTS " + table(partition.table());
    }

    /// Whether a table is there: its name, or null.
    String find(String name) {
        return "SELECT to_regclass('" + table(name) + "')::text";
    }

    String insertRollups(Tier tier) {
        List<String> columns =
                Stream.of(
                                Stream.of("customer", "window_start", "part"),
                                COLUMNS.stream().map(Counter::wireName),
                                Stream.of("message"))
                        .flatMap(names -> names)
                        .toList();
        return "INSERT INTO "
                + table(tier)
                + " ("
                + String.join(", ", columns)
                + ") SELECT * FROM unnest(?::text[]"
                + ", ?::bigint[]".repeat(2 + COLUMNS.size())
                + ", ?::bytea[]) ON CONFLICT (customer, window_start, part) DO UPDATE SET "
                + columns.stream()
                        .skip(3)
                        .map(column -> column + " = excluded." + column)
                        .collect(Collectors.joining(", "));
    }

    /// Windows of a customer: the start, then some columns.
    String readRollups(Tier tier, List<String> columns) {
        return "SELECT "
                + String.join(", ", with("window_start", columns))
                + " FROM "
                + table(tier)
                + " WHERE window_start >= ? AND window_start < ? AND customer = ?"
                + " ORDER BY window_start, part";
    }

    /// Windows of all customers, those of one together: its name, then some columns.
    String readAllRollups(Tier tier, List<String> columns) {
        return readByCustomer(tier, columns, "");
    }

    /// The same of the customers of an array.
    String readSomeRollups(Tier tier, List<String> columns) {
        return readByCustomer(tier, columns, " AND customer = ANY(?::text[])");
    }

    private String readByCustomer(Tier tier, List<String> columns, String condition) {
        return "SELECT "
                + String.join(", ", with("name", columns))
                + " FROM "
                + table(tier)
                + " JOIN "
                + table("customers")
                + " USING (customer) WHERE window_start >= ? AND window_start < ?"
                + condition
                + " ORDER BY customer";
    }

    /// Names of customers and sums, which end where 64 bits do.
    String heaviestCustomers(Tier tier, Counter counter) {
        return "SELECT name, least(total, "
                + Long.MAX_VALUE
                + ")::bigint FROM (SELECT customer, sum("
                + counter.wireName()
                + ") AS total FROM "
                + table(tier)
                + " WHERE window_start >= ? AND window_start < ? GROUP BY customer) AS totals JOIN "
                + table("customers")
                + " USING (customer) WHERE total > 0 ORDER BY total DESC, name LIMIT ?";
    }

    private static List<String> with(String first, List<String> others) {
        return Stream.concat(Stream.of(first), others.stream()).toList();
    }

    /// Which of some customers have rollups from one window to another, both included.
    String customersOf(Tier tier) {
        return "SELECT DISTINCT customer FROM "
                + table(tier)
                + " WHERE customer = ANY(?::text[]) AND window_start BETWEEN ? AND ?";
    }

    String generation() {
        return "SELECT generation FROM " + table("state");
    }

    String nextGeneration() {
        return "UPDATE " + table("state") + " SET generation = generation + 1";
    }

    String storeId() {
        return "SELECT store_id::text FROM " + table("state");
    }

    String partitions() {
        return "SELECT tier_seconds, period_start, period_end, written_at FROM "
                + table("partitions");
    }

    String insertPartition() {
        return "INSERT INTO "
                + table("partitions")
                + " (tier_seconds, period_start, period_end, table_name, written_at)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (tier_seconds, period_start) DO NOTHING";
    }

    String touchPartition() {
        return "UPDATE "
                + table("partitions")
                + " SET written_at = greatest(written_at, ?)"
                + " WHERE tier_seconds = ? AND period_start = ?";
    }

    /// Takes a partition off the list, if it was not written to since.
    String deletePartition() {
        return "DELETE FROM "
                + table("partitions")
                + " WHERE tier_seconds = ? AND period_start = ? AND written_at <= ?";
    }

    String freshUntil() {
        return "SELECT fresh_until FROM " + table("freshness") + " WHERE tier_seconds = ?";
    }

    String raiseFreshUntil() {
        return "INSERT INTO "
                + table("freshness")
                + " AS present (tier_seconds, fresh_until) VALUES (?, ?)"
                + " ON CONFLICT (tier_seconds) DO UPDATE SET fresh_until = excluded.fresh_until"
                + " WHERE excluded.fresh_until > present.fresh_until";
    }

    String customers() {
        return "SELECT customer, name FROM " + table("customers");
    }

    String insertCustomers() {
        return "INSERT INTO "
                + table("customers")
                + " (customer, name) SELECT * FROM unnest(?::text[], ?::text[])"
                + " ON CONFLICT (customer) DO NOTHING";
    }

    String deleteCustomers() {
        return "DELETE FROM " + table("customers") + " WHERE customer = ANY(?::text[])";
    }

    String insertSignals() {
        return "INSERT INTO "
                + table("signals")
                + " AS present (id, customer, kind, opened_at, updated_at, closed_at, requests,"
                + " message) SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[],"
                + " ?::bigint[], ?::bigint[], ?::bigint[], ?::bytea[])"
                + " ON CONFLICT (id) DO UPDATE SET customer = excluded.customer,"
                + " kind = excluded.kind, opened_at = excluded.opened_at,"
                + " updated_at = excluded.updated_at, closed_at = excluded.closed_at,"
                + " requests = excluded.requests, message = excluded.message"
                + " WHERE excluded.updated_at >= present.updated_at";
    }

    /// Signals that were open in a range, newest first: of a customer or of all.
    String readSignals(boolean ofCustomer) {
        return "SELECT message FROM "
                + table("signals")
                + " WHERE opened_at < ? AND (closed_at = 0 OR closed_at >= ?)"
                + (ofCustomer ? " AND customer = ?" : "")
                + " ORDER BY opened_at DESC, id LIMIT ?";
    }

    String deleteSignals() {
        return "DELETE FROM " + table("signals") + " WHERE closed_at <> 0 AND closed_at <= ?";
    }

    String insertSources() {
        return "INSERT INTO "
                + table("sources")
                + " AS present (source_id, counted_to, message)"
                + " SELECT * FROM unnest(?::text[], ?::bigint[], ?::bytea[])"
                + " ON CONFLICT (source_id) DO UPDATE SET counted_to = excluded.counted_to,"
                + " message = excluded.message WHERE excluded.counted_to >= present.counted_to";
    }

    String insertSourceLines() {
        return "INSERT INTO "
                + table("source_lines")
                + " (source_id, message) SELECT * FROM unnest(?::text[], ?::bytea[])"
                + " ON CONFLICT (source_id) DO UPDATE SET message = excluded.message";
    }

    String readSources() {
        return "SELECT message FROM " + table("sources");
    }

    String readSourceLines() {
        return "SELECT message FROM " + table("source_lines");
    }
}
