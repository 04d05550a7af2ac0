package dev.weir.cli.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LogGeneratorTest {
    private static final long START = 1_795_227_124_000L;
    private static final int LINES = 200_000;

    private static final Pattern LINE =
            Pattern.compile(
                    "(?<address>[0-9a-f.:]+) - - \\[(?<time>\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d"
                            + " \\+0000)\\] \"(?<request>[^\"]*)\" (?<status>\\d{3})"
                            + " (?<bytes>\\d+) \"(?<referer>[^\"]+)\" \"(?<agent>[^\"]+)\""
                            + " (?<host>[a-z0-9_.-]+) (?<seconds>\\d+\\.\\d{3})"
                            + " (?<upstream>-|\\d+\\.\\d{3}) (?<cache>[A-Z]+|-)"
                            + " (?<tls>TLSv1\\.[23]|-) (?<length>\\d+)");

    private static final Pattern REQUEST =
            Pattern.compile("(GET|POST|HEAD|OPTIONS) /[^ ?]*(?<query>\\?[^ ]*)? HTTP/[12]\\.[01]");

    @Test
    void theSameSeedMakesTheSameBytes() {
        byte[] first = bytes(new LogGenerator(GeneratorConfig.DEFAULT), 20_000);
        byte[] second = bytes(new LogGenerator(GeneratorConfig.DEFAULT), 20_000);

        assertArrayEquals(first, second);
    }

    @Test
    void anotherSeedMakesOtherBytes() {
        byte[] first = bytes(new LogGenerator(GeneratorConfig.DEFAULT), 1000);
        byte[] second =
                bytes(new LogGenerator(new GeneratorConfig(2, 24, 20_000, 20_000, true)), 1000);

        assertFalse(Arrays.equals(first, second));
    }

    @Test
    void everyLineHasTheFormat() {
        for (String line : lines(GeneratorConfig.DEFAULT, LINES, 10)) {
            assertTrue(LINE.matcher(line).matches(), line);
        }
    }

    @Test
    void sharesAreThoseOfRealLogs() {
        Map<String, Integer> count = new HashMap<>();
        Map<String, Integer> paths = new HashMap<>();
        Set<String> clients = new HashSet<>();
        for (String line : lines(quiet(), LINES, 1)) {
            Matcher fields = LINE.matcher(line);
            assertTrue(fields.matches(), line);
            Matcher request = REQUEST.matcher(fields.group("request"));
            if (request.matches()) {
                add(count, request.group("query") == null ? "plain" : "query");
                add(paths, fields.group("request").split("[ ?]", 3)[1]);
            } else {
                add(count, "malformed");
                assertEquals("400", fields.group("status"));
            }
            add(count, "status " + fields.group("status").charAt(0));
            add(count, "cache " + fields.group("cache"));
            add(count, "tls " + fields.group("tls"));
            clients.add(fields.group("address"));
        }

        assertShare(0.24, count, "query");
        assertShare(0.003, count, "malformed");
        assertShare(0.905, count, "status 2");
        assertShare(0.60, count, "cache HIT");
        assertShare(0.80, count, "tls TLSv1.3");
        double top =
                paths.values().stream()
                                .mapToInt(n -> n)
                                .boxed()
                                .sorted((a, b) -> b - a)
                                .limit(10)
                                .mapToInt(n -> n)
                                .sum()
                        / (double) LINES;
        assertTrue(top > 0.10 && top < 0.25, "the ten most frequent paths have " + top);
        assertTrue(paths.size() > 10_000, paths.size() + " paths");
        assertTrue(clients.size() > 10_000, clients.size() + " clients");
    }

    @Test
    void missesAreSlowerThanHits() {
        double hits = 0;
        double misses = 0;
        int hitCount = 0;
        int missCount = 0;
        for (String line : lines(quiet(), 20_000, 1)) {
            Matcher fields = LINE.matcher(line);
            assertTrue(fields.matches(), line);
            double seconds = Double.parseDouble(fields.group("seconds"));
            if (fields.group("cache").equals("HIT")) {
                assertEquals("-", fields.group("upstream"));
                hits += seconds;
                hitCount++;
            } else if (fields.group("cache").equals("MISS")) {
                assertTrue(Double.parseDouble(fields.group("upstream")) <= seconds);
                misses += seconds;
                missCount++;
            }
        }

        assertTrue(misses / missCount > 10 * hits / hitCount);
    }

    @Test
    void floodsHitOneCustomerFarAboveItsUsualRate() {
        LogGenerator generator = new LogGenerator(GeneratorConfig.DEFAULT);
        Episodes episodes = new Episodes(1, true);
        long flood = START;
        while (!episodes.flooding(flood)) {
            flood += 100;
        }
        long calm = flood;
        while (episodes.flooding(calm)) {
            calm += 100;
        }
        String victim = host(new Sites(24).hostOf(episodes.victim(flood, 24)));

        int during = count(generator, flood, victim);
        int after = count(generator, calm, victim);

        assertTrue(during > 5500 && during > 10 * after, during + " during, " + after + " after");
        assertTrue(generator.load(flood) > 2 * generator.load(calm) * 0.6);
    }

    @Test
    void burstsCarryProbes() {
        Episodes episodes = new Episodes(1, true);
        long burst = START;
        while (!episodes.probing(burst) || episodes.flooding(burst)) {
            burst += 100;
        }
        LogGenerator generator = new LogGenerator(GeneratorConfig.DEFAULT);
        byte[] buffer = new byte[LogGenerator.MAX_LINE_BYTES];
        int probes = 0;
        for (int i = 0; i < 10_000; i++) {
            int end = generator.next(burst, buffer, 0);
            String line = new String(buffer, 0, end, StandardCharsets.UTF_8);
            probes += line.contains("%27") || line.contains("etc/passwd") ? 1 : 0;
        }

        assertTrue(probes > 50, probes + " probes");
    }

    @Test
    void theCatalogueNamesEveryHostButTheStrangers() {
        String yaml = new LogGenerator(quiet()).catalogueYaml();

        assertTrue(yaml.startsWith("customers:\n  - name: acorn\n    hosts: [www.acorn.example, "));
        Set<String> unknown = new HashSet<>();
        for (String line : lines(quiet(), 50_000, 1)) {
            Matcher fields = LINE.matcher(line);
            assertTrue(fields.matches(), line);
            if (!yaml.contains(fields.group("host"))) {
                unknown.add(fields.group("host"));
            }
        }
        assertEquals(Set.of("203-0-113-9.unknown.example", "_"), unknown);
    }

    @Test
    void moreCustomersThanNamesHaveNamesOfTheirOwn() {
        String yaml = new LogGenerator(new GeneratorConfig(1, 100, 10, 10, false)).catalogueYaml();

        assertEquals(
                100, yaml.lines().filter(line -> line.contains("- name: ")).distinct().count());
    }

    private static GeneratorConfig quiet() {
        return new GeneratorConfig(1, 24, 20_000, 20_000, false);
    }

    private static byte[] bytes(LogGenerator generator, int lines) {
        byte[] buffer = new byte[(lines + 1) * 1024];
        int at = 0;
        for (int i = 0; i < lines; i++) {
            at = generator.next(START + i, buffer, at);
        }
        return Arrays.copyOf(buffer, at);
    }

    private static List<String> lines(GeneratorConfig config, int count, int millisApart) {
        LogGenerator generator = new LogGenerator(config);
        byte[] buffer = new byte[LogGenerator.MAX_LINE_BYTES];
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int end = generator.next(START + (long) i * millisApart, buffer, 0);
            assertEquals('\n', buffer[end - 1]);
            lines.add(new String(buffer, 0, end - 1, StandardCharsets.UTF_8));
        }
        return lines;
    }

    private static int count(LogGenerator generator, long time, String host) {
        byte[] buffer = new byte[LogGenerator.MAX_LINE_BYTES];
        int found = 0;
        for (int i = 0; i < 10_000; i++) {
            int end = generator.next(time, buffer, 0);
            found +=
                    new String(buffer, 0, end, StandardCharsets.UTF_8).contains(" " + host + " ")
                            ? 1
                            : 0;
        }
        return found;
    }

    private static String host(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void add(Map<String, Integer> to, String what) {
        to.merge(what, 1, Integer::sum);
    }

    private static void assertShare(double expected, Map<String, Integer> count, String what) {
        double share = count.getOrDefault(what, 0) / (double) LINES;
        assertTrue(Math.abs(share - expected) < 0.15 * expected, what + " has the share " + share);
    }
}
