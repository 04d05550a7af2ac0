package dev.weir.benchmarks.stores;

import dev.weir.benchmarks.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Every backend of the store with the same rollups and the same questions, one after the other in one
/// run: how fast it takes them, how large they are, how long the questions of a dashboard take.
///
/// `benchmarks/run stores [customers] [requests/s]`
public final class StoresBenchmark {
    private static final int CUSTOMERS = 10_000;
    private static final double REQUESTS_PER_SECOND = 10_000;

    /// Makes a backend in a directory.
    private interface Maker {
        /// Makes it.
        Backend in(Path directory) throws IOException;
    }

    private static List<Maker> backends() {
        List<Maker> backends =
                new ArrayList<>(List.of(EmbeddedBackend::new, PostgresqlBackend::new));
        if (InfluxBackend.isHere()) {
            backends.add(InfluxBackend::new);
        } else {
            System.out.println(
                    "Without InfluxDB: Debian's influxdb and nginx-light are not here.\n");
        }
        return backends;
    }

    /// Runs the benchmark and prints its tables.
    public static void main(String[] arguments) throws Exception {
        int customers = arguments.length > 0 ? Integer.parseInt(arguments[0]) : CUSTOMERS;
        double rate = arguments.length > 1 ? Double.parseDouble(arguments[1]) : REQUESTS_PER_SECOND;
        Path directory = Files.createTempDirectory("weir-stores");
        try {
            run(new GeneratedWindows(customers, rate), rate, directory);
        } finally {
            Directories.delete(directory);
        }
    }

    private static void run(GeneratedWindows windows, double rate, Path directory)
            throws Exception {
        DataSet data = DataSet.generate(windows, directory);
        System.out.printf(
                Locale.ROOT,
                "%,d customers, %,.0f requests/s, of which %d customers are asked for; messages of:%n",
                windows.customers(),
                rate,
                data.some().size());
        for (RowFile rows : data.parts()) {
            System.out.printf(
                    Locale.ROOT,
                    "- %s: %,d rows, %,.0f bytes on average%n",
                    rows.name(),
                    rows.rows(),
                    rows.meanBytes());
        }
        List<Writing> written = new ArrayList<>();
        List<Asking> asked = new ArrayList<>();
        Map<String, String> answers = new HashMap<>();
        for (Maker maker : backends()) {
            Path own = Files.createDirectory(directory.resolve("store-" + written.size()));
            try (Backend backend = maker.in(own)) {
                written.add(Writing.run(backend, data, directory.resolve("bytes")));
                asked.add(Asking.run(backend, data, answers));
            }
            Directories.delete(own);
        }
        System.out.println(
                "\nA row of 1 m is a customer's minute. The file's pace is that of the same bytes written"
                        + " one after\nthe other and synced. Times of queries are those spent in the"
                        + " store.\n");
        System.out.print(Writing.header());
        written.forEach(part -> System.out.print(part.table()));
        System.out.printf("%n%s", Asking.header());
        asked.forEach(part -> System.out.print(part.table()));
        if (!asked.stream().allMatch(Asking::wasCold)) {
            System.out.println("\nThe kernel kept its copies of the files: GNU dd is not here.");
        }
    }

    private StoresBenchmark() {}
}
