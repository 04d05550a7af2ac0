package dev.weir.cli.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.source.SourceLines;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A source whose requests take ten bytes each: what is said of it, and what follows.
class SourceAuditTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    /// @param shipped requests that the collector has shipped
    /// @param countedTo up to which request the stream jobs are through
    private static SourceBalance source(long shipped, long waiting, long countedTo, long counted) {
        var lines =
                new SourceLines(
                        "edge/1",
                        "edge",
                        "/log",
                        1,
                        10 * shipped,
                        shipped + waiting,
                        shipped,
                        waiting,
                        Map.of());
        return new SourceBalance("edge/1", "/log", 10 * countedTo, counted, Optional.of(lines));
    }

    private static SourceAudit.Outcome audit(Duration patience, SourceBalance... said)
            throws Exception {
        Deque<SourceBalance> left = new ArrayDeque<>(List.of(said));
        return SourceAudit.run(
                () -> List.of(left.size() > 1 ? left.removeFirst() : left.getFirst()), patience);
    }

    @Test
    void whatIsShippedAndCountedIsExact() throws Exception {
        SourceAudit.Outcome outcome = audit(LONG, source(100, 0, 100, 100));
        assertTrue(outcome.isExact());
        assertEquals("exact", outcome.sources().getFirst().verdict());
    }

    @Test
    void aRequestThatIsPassedOverInCountingIsMissingEvenWhileOthersWait() throws Exception {
        SourceAudit.Outcome outcome = audit(Duration.ZERO, source(100, 7, 100, 99));
        assertEquals(1, outcome.missing());
        assertEquals(0, outcome.repeated());
        assertFalse(outcome.isExact());
    }

    @Test
    void aRequestThatCountsTwiceIsRepeated() throws Exception {
        assertEquals(1, audit(Duration.ZERO, source(100, 7, 100, 101)).repeated());
        // Behind the collector, and ahead of it in requests.
        assertEquals(1, audit(Duration.ZERO, source(100, 0, 90, 101)).repeated());
    }

    @Test
    void requestsThatAreUnderWayAreAwaited() throws Exception {
        SourceAudit.Outcome outcome =
                audit(
                        LONG,
                        source(50, 50, 40, 40),
                        source(50, 50, 60, 60),
                        source(100, 0, 100, 100));
        assertTrue(outcome.isExact());
        assertEquals(0, outcome.sum(SourceBalance::waiting));
    }

    @Test
    void whatIsNotCountedInTimeIsMissing() throws Exception {
        SourceAudit.Outcome outcome = audit(Duration.ZERO, source(100, 0, 90, 90));
        assertEquals(10, outcome.uncounted());
        assertEquals(10, outcome.missing());
    }

    @Test
    void aCollectorThatHasNotSpokenSinceIsNoDifference() throws Exception {
        SourceAudit.Outcome outcome = audit(Duration.ZERO, source(100, 5, 103, 103));
        assertTrue(outcome.isExact());
        assertEquals("under way", outcome.sources().getFirst().verdict());
    }

    @Test
    void aLineThatIsNowhereIsMissing() {
        var lines = new SourceLines("a", "edge", "/log", 1, 10, 9, 5, 2, Map.of("nul", 1L));
        var source = new SourceBalance("a", "/log", 10, 5, Optional.of(lines));
        assertEquals(1, source.missing());
        assertEquals("1 missing, 0 repeated", source.verdict());
    }

    @Test
    void ofWhatNoCollectorHasReportedNothingIsSaid() throws Exception {
        var source = new SourceBalance("a", "/log", 10, 5, Optional.empty());
        assertEquals("not reported", source.verdict());
        assertTrue(audit(LONG, source).isExact());
    }
}
