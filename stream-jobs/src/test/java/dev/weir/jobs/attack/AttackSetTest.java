package dev.weir.jobs.attack;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// How much of a public attack set is seen, and how much of plain traffic is taken for an attack.
/// The bars are what the rules reach less a little, so that a change that loses ground is noticed.
class AttackSetTest {
    private static final Map<String, Double> RECALL =
            Map.of("sqli", 0.94, "xss", 0.93, "traversal", 0.88);
    private static final double MOST_FALSE_ALARMS = 0.01;

    private static final class Tally {
        private int seen;
        private int all;

        void add(boolean hit) {
            all++;
            seen += hit ? 1 : 0;
        }

        double share() {
            return (double) seen / all;
        }
    }

    @Test
    void mostAttacksAreSeenAndFewPlainRequestsAreTakenForOne() throws IOException {
        Path set = sharedData().resolve("attacks/requests.tsv");
        Assumptions.assumeTrue(Files.exists(set), "no attack set beside the project: skipped");
        Map<String, Tally> tallies = new TreeMap<>();
        var classifier = new ThreatClassifier();
        List<String> lines = Files.readAllLines(set, StandardCharsets.UTF_8);
        for (String line : lines.subList(1, lines.size())) {
            String[] row = line.split("\t", -1);
            int mask = classify(classifier, row[1]);
            String label = row[0];
            boolean hit =
                    switch (label) {
                        case "sqli" -> (mask & Threat.SQLI.bit()) != 0;
                        case "xss" -> (mask & Threat.XSS.bit()) != 0;
                        case "traversal" -> (mask & Threat.TRAVERSAL.bit()) != 0;
                        default -> mask != 0;
                    };
            String group = label.equals("benign") ? label + " " + row[3] : label;
            tallies.computeIfAbsent(group, g -> new Tally()).add(hit);
            tallies.computeIfAbsent(label, g -> new Tally()).add(hit);
        }
        tallies.forEach((group, tally) ->
                System.out.printf(
                        Locale.ROOT,
                        "%-32s %6d rows %6.2f %% flagged%n",
                        group,
                        tally.all,
                        100 * tally.share()));
        RECALL.forEach((label, bar) ->
                assertTrue(share(tallies, label) >= bar, label + " " + share(tallies, label)));
        assertTrue(share(tallies, "benign") <= MOST_FALSE_ALARMS);
    }

    private static double share(Map<String, Tally> tallies, String group) {
        return Objects.requireNonNull(tallies.get(group), group).share();
    }

    private static int classify(ThreatClassifier classifier, String target) {
        byte[] bytes = target.getBytes(StandardCharsets.UTF_8);
        int question = target.indexOf('?');
        if (question < 0) {
            return classifier.classify(bytes, 0, bytes.length);
        }
        int pathEnd = target.substring(0, question).getBytes(StandardCharsets.UTF_8).length;
        return classifier.classify(bytes, 0, pathEnd)
                | classifier.classify(bytes, pathEnd + 1, bytes.length);
    }

    private static Path sharedData() {
        Path at = Path.of("").toAbsolutePath();
        while (at.getParent() != null && !Files.exists(at.resolve("shared/data"))) {
            at = at.getParent();
        }
        return at.resolve("shared/data");
    }
}
