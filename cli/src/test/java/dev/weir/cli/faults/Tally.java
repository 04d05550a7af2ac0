package dev.weir.cli.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What happened in a run, for its table of results.
final class Tally {
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private final List<Fault> ofRound = new ArrayList<>();
    private int rounds;
    private Duration longest = Duration.ZERO;
    private Duration total = Duration.ZERO;

    void begin(Fault fault) {
        faults.merge(fault, 1, Integer::sum);
        ofRound.add(fault);
    }

    void settled(Duration round) {
        total = total.plus(round);
        longest = round.compareTo(longest) > 0 ? round : longest;
    }

    /// Whether there was a fault that makes the agent forget what it has read.
    boolean hasForgotten() {
        return faults.keySet().stream().anyMatch(Fault::isForgetting);
    }

    /// The faults of this round.
    List<Fault> last() {
        return List.copyOf(ofRound);
    }

    void endRound() {
        rounds++;
        ofRound.clear();
    }

    /// In Markdown.
    String table(Cluster cluster) {
        StringBuilder table = new StringBuilder("| | |\n|---|---:|\n");
        row(table, "rounds, all exact", rounds);
        row(table, "lines written, and counted once", cluster.log.lines());
        row(table, "sources: files and emptied files", cluster.counted.sources());
        row(table, "requests that came again and were dropped", cluster.counted.repeated());
        for (Part part : cluster.parts()) {
            row(table, part.name() + ": kill -9", part.kills());
            row(table, part.name() + ": ended by itself, started again", part.endings());
        }
        for (Fault fault : Fault.values()) {
            String text = fault.text() + (fault.isPossible(cluster) ? "" : " (not possible here)");
            row(table, text, faults.getOrDefault(fault, 0));
        }
        if (rounds > 0) {
            row(table, "seconds, a round on average", total.dividedBy(rounds).toSeconds());
        }
        row(table, "seconds, the longest round", longest.toSeconds());
        return table.toString();
    }

    private static void row(StringBuilder table, String what, long count) {
        table.append("| ").append(what).append(" | ").append("%,d".formatted(count)).append(" |\n");
    }
}
