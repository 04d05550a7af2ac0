package dev.weir.storage.postgresql;

import java.util.List;

/// The steps that make the tables what this version of Weir works on: each takes them from the
/// version before to its own. One that was released is never changed; what is new is a step at the
/// end. The tables of tiers are made when a tier is first kept.
///
/// @param steps `?S?` in them stands for the schema; the first makes version 1 of nothing
record Migrations(List<List<String>> steps) {
    /// Those of this version of Weir.
    static final Migrations OF_WEIR =
            new Migrations(
                    List.of(
                            List.of(
                                    """
                                    CREATE TABLE ?S?.schema_version (
                                      version integer NOT NULL,
                                      applied_at timestamptz NOT NULL DEFAULT now())\
                                    """,
                                    """
                                    CREATE TABLE ?S?.state (
                                      store_id uuid NOT NULL,
                                      generation bigint NOT NULL)\
                                    """,
                                    "INSERT INTO ?S?.state VALUES (gen_random_uuid(), 0)",
                                    """
                                    CREATE TABLE ?S?.partitions (
                                      tier_seconds integer NOT NULL,
                                      period_start bigint NOT NULL,
                                      period_end bigint NOT NULL,
                                      table_name text NOT NULL,
                                      written_at bigint NOT NULL,
                                      PRIMARY KEY (tier_seconds, period_start))\
                                    """,
                                    """
                                    CREATE TABLE ?S?.freshness (
                                      tier_seconds integer PRIMARY KEY,
                                      fresh_until bigint NOT NULL)\
                                    """,
                                    """
                                    CREATE TABLE ?S?.customers (
                                      customer text COLLATE "C" PRIMARY KEY,
                                      name text COLLATE "C" NOT NULL)\
                                    """,
                                    """
                                    CREATE TABLE ?S?.signals (
                                      id text COLLATE "C" PRIMARY KEY,
                                      customer text COLLATE "C" NOT NULL,
                                      kind text COLLATE "C" NOT NULL,
                                      opened_at bigint NOT NULL,
                                      updated_at bigint NOT NULL,
                                      closed_at bigint NOT NULL,
                                      requests bigint NOT NULL,
                                      message bytea NOT NULL)\
                                    """,
                                    """
                                    CREATE INDEX signals_by_time
                                      ON ?S?.signals (opened_at DESC, id)\
                                    """,
                                    """
                                    CREATE INDEX signals_by_customer
                                      ON ?S?.signals (customer, opened_at DESC, id)\
                                    """,
                                    """
                                    CREATE TABLE ?S?.sources (
                                      source_id text COLLATE "C" PRIMARY KEY,
                                      counted_to bigint NOT NULL,
                                      message bytea NOT NULL)\
                                    """,
                                    """
                                    CREATE TABLE ?S?.source_lines (
                                      source_id text COLLATE "C" PRIMARY KEY,
                                      message bytea NOT NULL)\
                                    """),
                            List.of(
                                    // Tiers made before had no index by time.
                                    """
                                    DO $$
                                    DECLARE tier record;
                                    BEGIN
                                      FOR tier IN SELECT relname AS name FROM pg_catalog.pg_class
                                          WHERE relnamespace = '?S?'::regnamespace
                                            AND relkind = 'p' AND relname LIKE 'rollups\\_%'
                                      LOOP
                                        EXECUTE format(
                                          'CREATE INDEX IF NOT EXISTS %I ON ?S?.%I USING brin'
                                          || ' (window_start)'
                                          || ' WITH (pages_per_range = 32, autosummarize = on)',
                                          tier.name || '_by_time', tier.name);
                                      END LOOP;
                                    END $$\
                                    """)));

    /// Tables that are joined with rollups, or read whole: with Citus they are on every node.
    static final List<String> SMALL_TABLES =
            List.of("customers", "signals", "sources", "source_lines");

    /// The version that the last step makes.
    int version() {
        return steps.size();
    }

    /// The statements that make a version of the one before it.
    List<String> to(int version, String schema) {
        return steps.get(version - 1).stream()
                .map(sql -> sql.replace("?S?", '"' + schema + '"'))
                .toList();
    }
}
