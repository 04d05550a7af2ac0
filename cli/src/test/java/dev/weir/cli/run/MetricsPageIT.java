package dev.weir.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.cli.config.WeirConfig;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Starts everything, and holds docs/reference/metrics.md to what it exposes.
class MetricsPageIT {
    private static final Path PAGE = Path.of("../docs/reference/metrics.md");

    /// The first cells of a table's row: names with their labels, and the type.
    private static final Pattern ROW = Pattern.compile("\\| (`weir_[^|]*`) \\| (\\w+) \\|.*");

    private static final Pattern NAME = Pattern.compile("`(weir_\\w+)(?:\\{([a-z, ]+)})?`");

    /// A metric as Prometheus reads it.
    private static final Pattern SAMPLE = Pattern.compile("(weir_\\w+?)(?:\\{(.*)})? \\S+");

    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"[^\"]*\"");

    /// What the page says of a metric.
    private record Entry(String type, Set<String> labels) {}

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private static Map<String, Entry> page() throws IOException {
        Map<String, Entry> entries = new TreeMap<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = ROW.matcher(line);
            Matcher name = NAME.matcher(row.matches() ? row.group(1) : "");
            while (name.find()) {
                Optional<String> labels = Optional.ofNullable(name.group(2));
                Set<String> set = labels.map(text -> Set.of(text.split(", ", -1))).orElse(Set.of());
                Entry before = entries.put(name.group(1), new Entry(row.group(2), set));
                assertEquals(null, before, () -> name.group(1) + " stands twice");
            }
        }
        // RoutesIT of query-api has these.
        entries.keySet().removeIf(name -> name.startsWith("weir_customer"));
        return entries;
    }

    private WeirConfig config() throws Exception {
        Path log = directory.resolve("access.log");
        String line =
                "192.0.2.7 - - [21/Nov/2026:02:10:20 +0000] \"GET / HTTP/1.1\" 200 7 \"-\" \"ua\"\n";
        Files.writeString(log, line.repeat(100) + "no request\n");
        Path file = directory.resolve("weir.yaml");
        Files.writeString(
                file,
                """
                data: %s
                collect:
                  from_beginning: true
                  logs:
                    - {path: %s, customer: acme}
                  inputs:
                    - {name: edge, listen: 'tcp://127.0.0.1:0', when_full: drop_oldest}
                serve: {listen: 127.0.0.1:0}
                """
                        .formatted(directory.resolve("data"), log));
        return WeirConfig.read(Optional.of(file));
    }

    @Test
    void thePageNamesWhatIsExposedAndNothingElse() throws Exception {
        Map<String, Entry> page = page();
        var registry = new PrometheusRegistry();
        try (var lifecycle = new Lifecycle()) {
            AllInOne all = AllInOne.start(config(), lifecycle, registry);
            String text = awaitCounted(all.address() + "/metrics");
            Set<String> exposed = new TreeSet<>();
            for (MetricSnapshot snapshot : registry.scrape()) {
                exposed.add(nameAndType(snapshot));
            }
            exposed.removeIf(name -> !name.startsWith("weir_"));
            Set<String> described = new TreeSet<>();
            page.forEach((name, entry) -> described.add(name + " " + entry.type));
            assertEquals(Set.of(), without(exposed, described), "exposed and not on the page");
            assertEquals(Set.of(), without(described, exposed), "on the page and not exposed");
            assertLabels(page, text);
        }
    }

    private static Set<String> without(Set<String> names, Set<String> others) {
        Set<String> left = new TreeSet<>(names);
        left.removeAll(others);
        return left;
    }

    private static String nameAndType(MetricSnapshot snapshot) {
        String name = snapshot.getMetadata().getPrometheusName();
        return switch (snapshot) {
            case CounterSnapshot _ -> name + "_total counter";
            case GaugeSnapshot _ -> name + " gauge";
            case HistogramSnapshot _ -> name + " histogram";
            default -> name + " " + snapshot.getClass().getSimpleName();
        };
    }

    @Test
    void theAlertsAreAboutMetricsThatAreThere() throws Exception {
        Set<String> described = page().keySet();
        Matcher used =
                Pattern.compile("weir_(?!customer)[a-z]+_\\w+").matcher(Files.readString(PAGE));
        while (used.find()) {
            assertTrue(described.contains(used.group()), used.group());
        }
    }

    /// Until a batch has come through to the store, so that all parts have something to tell.
    private static String awaitCounted(String url) throws Exception {
        long deadline = System.nanoTime() + 60_000_000_000L;
        Pattern written = Pattern.compile("weir_storage_rollups_written_total [1-9]");
        String text = "";
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
            while (!written.matcher(text).find()) {
                String last = text;
                assertTrue(System.nanoTime() < deadline, () -> last);
                LockSupport.parkNanos(50_000_000);
                text = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            }
        }
        return text;
    }

    private static void assertLabels(Map<String, Entry> page, String text) {
        Map<String, Set<String>> labelled = new HashMap<>();
        for (String line : text.lines().toList()) {
            Matcher sample = SAMPLE.matcher(line);
            if (sample.matches()) {
                Set<String> labels = new TreeSet<>();
                Matcher label = LABEL.matcher(Optional.ofNullable(sample.group(2)).orElse(""));
                while (label.find()) {
                    labels.add(label.group(1));
                }
                labels.remove("le");
                labelled.put(family(page, sample.group(1)), labels);
            }
        }
        labelled.forEach((name, labels) -> {
            Entry entry = page.get(name);
            assertTrue(entry != null, name);
            assertEquals(new TreeSet<>(entry == null ? Set.of() : entry.labels), labels, name);
        });
        assertTrue(labelled.size() > page.size() * 3 / 4, labelled.keySet().toString());
    }

    /// Of a histogram without what its samples add to its name.
    private static String family(Map<String, Entry> page, String name) {
        return page.containsKey(name) ? name : name.replaceFirst("_(bucket|sum|count)$", "");
    }
}
