package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.cli.config.WeirConfig;
import dev.weir.cli.export.StoreExporter;
import dev.weir.cli.run.OpenStore;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.KeyedRollup;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import dev.weir.storage.EncodedRollup;
import dev.weir.storage.MetricStore;
import dev.weir.storage.Retention;
import dev.weir.storage.StoreException;
import dev.weir.storage.memory.InMemoryMetricStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `weir store export`, read back by DuckDB.
class StoreExportIT {
    private static final String ODD = "Zoë, \"the\" shop\r\nof = ' \\ 日本";
    private static final int WINDOWS = 1_500;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final long to = Tier.MINUTE.windowStart(System.currentTimeMillis());
    private final long from = to - WINDOWS * Tier.MINUTE.millis();

    @BeforeEach
    void fill() throws Exception {
        Files.writeString(
                directory.resolve("weir.yaml"), "data: " + directory.resolve("data") + "\n");
        WeirConfig config = config();
        Files.createDirectories(config.data());
        try (OpenStore open = OpenStore.made(config, config.data())) {
            open.store().writeRollups(rollups());
        }
    }

    private WeirConfig config() throws Exception {
        return WeirConfig.read(Optional.of(directory.resolve("weir.yaml")));
    }

    /// Every minute of two customers; in every third only requests without a time.
    private List<EncodedRollup> rollups() {
        List<EncodedRollup> rollups = new ArrayList<>();
        for (int i = 0; i < WINDOWS; i++) {
            for (String customer : List.of("acorn", ODD)) {
                Rollup rollup = new Rollup();
                for (int request = 0; request <= i % 7; request++) {
                    rollup.add(Counter.REQUESTS, 1);
                    rollup.uniqueClients().add(request * 0x9E3779B97F4A7C15L);
                    if (i % 3 != 0) {
                        rollup.latency().record(1_500 + request);
                    }
                }
                rollup.add(Counter.SIZE_ABOVE_1G, i == 0 ? Long.MAX_VALUE : i);
                var key = new RollupKey(customer, Tier.MINUTE, from + i * Tier.MINUTE.millis(), 1);
                rollups.add(EncodedRollup.of(RollupCodec.encode(new KeyedRollup(key, rollup))));
            }
        }
        return rollups;
    }

    private record Said(int exitCode, String out, String err) {}

    private Said export(String... arguments) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "store",
                                "export",
                                "--config",
                                directory.resolve("weir.yaml").toString(),
                                "--from",
                                Instant.ofEpochMilli(from).toString()));
        all.addAll(List.of(arguments));
        var out = new StringWriter();
        var err = new StringWriter();
        int code =
                Weir.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(all.toArray(String[]::new));
        return new Said(code, out.toString(), err.toString());
    }

    private Path exported(String format, String... which) {
        Path file = directory.resolve("windows." + format);
        List<String> arguments =
                new ArrayList<>(
                        List.of("--tier", "1m", "--format", format, "--output", file.toString()));
        arguments.addAll(List.of(which));
        Said said = export(arguments.toArray(String[]::new));
        assertEquals(0, said.exitCode(), said.err());
        assertTrue(said.out().contains(" are in " + file), said.out());
        return file;
    }

    private static String csv(Path file) {
        return "read_csv('"
                + file
                + "', header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"', auto_detect = false, columns = "
                + varchars()
                + ")";
    }

    /// Nothing is guessed of a CSV file.
    private static String varchars() {
        return "{"
                + String.join(", ", header().stream().map(n -> "'" + n + "': 'VARCHAR'").toList())
                + "}";
    }

    private static List<String> header() {
        List<String> names =
                new ArrayList<>(List.of("window_start", "window_start_ms", "customer"));
        Stream.of(Counter.values()).map(Counter::wireName).forEach(names::add);
        for (String sketch : List.of("latency", "origin_latency")) {
            for (String percentile : List.of("p50", "p90", "p95", "p99", "p999")) {
                names.add(sketch + "_" + percentile);
            }
        }
        names.add("unique_clients");
        return names;
    }

    private static String query(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            StringBuilder all = new StringBuilder();
            while (rows.next()) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    all.append(i == 1 ? "" : " ").append(rows.getString(i));
                }
                all.append('\n');
            }
            return all.toString();
        }
    }

    @Test
    void aParquetFileHasEveryWindowWithItsNumbersAndTypes() throws Exception {
        String file = "'" + exported("parquet", "--all-customers") + "'";

        assertEquals(
                "3000 2 1500 " + from + " " + (to - 60_000) + "\n",
                query(
                        "SELECT count(*), count(DISTINCT customer), count(DISTINCT window_start),"
                                + " min(window_start_ms), max(window_start_ms) FROM "
                                + file));
        assertEquals(
                "0\n",
                query(
                        "SELECT count(*) FROM "
                                + file
                                + " WHERE epoch_ms(window_start) <> window_start_ms"));
        assertEquals(
                "TIMESTAMP WITH TIME ZONE BIGINT VARCHAR BIGINT DOUBLE\n",
                query(
                        "SELECT typeof(window_start), typeof(window_start_ms), typeof(customer),"
                                + " typeof(requests), typeof(latency_p99) FROM "
                                + file
                                + " LIMIT 1"));
        assertEquals(
                "5 1.502 1.504 null 5 4\n",
                query(
                        "SELECT requests, latency_p50, latency_p999, origin_latency_p50,"
                                + " unique_clients, size_above_1g FROM "
                                + file
                                + " WHERE customer = 'acorn' AND window_start_ms = "
                                + (from + 4 * 60_000)));
        assertEquals(
                "1 null " + Long.MAX_VALUE + "\n",
                query(
                        "SELECT requests, latency_p50, size_above_1g FROM "
                                + file
                                + " WHERE customer = 'acorn' AND window_start_ms = "
                                + from));
        assertEquals(
                "1500\n",
                query(
                        "SELECT count(*) FROM "
                                + file
                                + " WHERE customer = '"
                                + ODD.replace("'", "''")
                                + "'"));
    }

    @Test
    void csvAndParquetSayTheSame() throws Exception {
        Path csv = exported("csv", "--all-customers");
        Path parquet = exported("parquet", "--all-customers");

        List<String> columns =
                header().stream()
                        .filter(name -> !name.equals("window_start"))
                        .map(name -> name.equals("customer") ? name : name + "::DOUBLE")
                        .toList();
        String same = String.join(", ", columns);
        assertEquals("3000\n", query("SELECT count(*) FROM " + csv(csv)));
        assertEquals(
                "0\n",
                query(
                        "SELECT count(*) FROM (SELECT "
                                + same
                                + " FROM "
                                + csv(csv)
                                + " EXCEPT SELECT "
                                + same
                                + " FROM '"
                                + parquet
                                + "')"));
        String text = Files.readString(csv);
        assertTrue(text.startsWith(String.join(",", header()) + "\r\n"), text.substring(0, 300));
        assertTrue(text.contains("\r\n" + Instant.ofEpochMilli(from) + "," + from + ",acorn,1,0,"));
        assertTrue(text.contains(",\"Zoë, \"\"the\"\" shop\r\nof = ' \\ 日本\",1,"));
    }

    @Test
    void standardOutputHasTheFileAndNothingElse() throws Exception {
        String expected = Files.readString(exported("csv", "--customer", ODD, "--to", at(700)));
        Path errors = directory.resolve("errors.txt");
        try (WeirProcess weir =
                WeirProcess.start(
                        errors,
                        "store",
                        "export",
                        "--config",
                        directory.resolve("weir.yaml").toString(),
                        "--customer",
                        ODD,
                        "--tier",
                        "1m",
                        "--from",
                        at(0),
                        "--to",
                        at(700),
                        "--output",
                        "-")) {
            String out = weir.rest();
            assertEquals(0, weir.exitCode(), Files.readString(errors));
            assertEquals(expected.lines().toList(), out.lines().toList());
            assertEquals(1 + 2 * 700, expected.lines().count()); // the name has a line break
        }
    }

    private String at(int minutes) {
        return Instant.ofEpochMilli(from + minutes * 60_000L).toString();
    }

    @Test
    void aStoreThatIsBeingWrittenIsExported() throws Exception {
        WeirConfig config = config();
        try (OpenStore _ = OpenStore.made(config, config.data())) {
            Path file = exported("csv", "--customer", "acorn");
            assertEquals(1 + WINDOWS, Files.readString(file).lines().count());
        }
    }

    @Test
    void anExportThatFailsLeavesWhatWasThere() throws Exception {
        var store = new InMemoryMetricStore(Retention.DEFAULT, System::currentTimeMillis);
        store.writeRollups(rollups());
        AtomicInteger reads = new AtomicInteger();
        MetricStore failing =
                (MetricStore)
                        Proxy.newProxyInstance(
                                MetricStore.class.getClassLoader(),
                                new Class<?>[] {MetricStore.class},
                                (_, method, arguments) -> {
                                    if (reads.incrementAndGet() == 3) {
                                        throw new StoreException("the store went away");
                                    }
                                    return method.invoke(store, arguments);
                                });
        Path outputs = Files.createDirectory(directory.resolve("outputs"));
        Path file = outputs.resolve("windows");
        Files.writeString(file, "from yesterday");
        var range = new StoreExporter.Range(List.of("acorn", ODD), Tier.MINUTE, from, to);
        for (StoreExporter.Format format : StoreExporter.Format.values()) {
            reads.set(0);
            assertThrows(
                    StoreException.class,
                    () -> new StoreExporter(failing).export(range, format, file));
        }
        assertEquals("from yesterday", Files.readString(file));
        try (Stream<Path> left = Files.list(outputs)) {
            assertEquals(List.of(file), left.toList());
        }
    }

    @Test
    void whatCannotBeWrittenIsOneSentence() throws Exception {
        String there = directory.resolve("out.csv").toString();
        refused("--tier is 2m; allowed", "--tier", "2m", "--all-customers", "--output", there);
        refused("give --customer NAME or --all-customers", "--tier", "1m", "--output", there);
        refused(
                "the store has no customer nobody",
                "--tier",
                "1m",
                "--customer",
                "nobody",
                "--output",
                there);
        refused("give both", "--all-customers", "--output", there);
        refused(
                "--format is xml; allowed: csv, parquet",
                "--tier",
                "1m",
                "--all-customers",
                "--format",
                "xml",
                "--output",
                there);
        refused(
                "--format parquet needs --output FILE",
                "--tier",
                "1m",
                "--all-customers",
                "--format",
                "parquet",
                "--output",
                "-");
        refused(
                "its directory is not there",
                "--tier",
                "1m",
                "--all-customers",
                "--output",
                directory.resolve("no/out.csv").toString());
        refused("which is no file", "--tier", "1m", "--all-customers", "--output", "/dev/null");
        assertFalse(Files.exists(Path.of(there)));
    }

    private void refused(String sentence, String... arguments) {
        Said said = export(arguments);
        assertEquals(2, said.exitCode(), said.out());
        assertTrue(said.err().contains(sentence), said.err());
    }
}
