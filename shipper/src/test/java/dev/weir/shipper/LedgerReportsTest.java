package dev.weir.shipper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.source.SourceLines;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is said of lines, and when: each round of asking is the test's.
class LedgerReportsTest {
    private final ScriptedSinks sinks = new ScriptedSinks();
    private final SynchronousQueue<List<SourceLines>> rounds = new SynchronousQueue<>();
    private final LedgerReports reports = new LedgerReports(sinks, Duration.ofMillis(1));
    private volatile List<SourceLines> last = List.of();

    @BeforeEach
    void start() {
        reports.of(this::round);
        reports.start();
    }

    @AfterEach
    void close() {
        reports.close();
    }

    private List<SourceLines> round() {
        try {
            List<SourceLines> round = rounds.poll(10, TimeUnit.MILLISECONDS);
            return round == null ? last : round;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private void ask(SourceLines... lines) throws InterruptedException {
        last = List.of(lines);
        assertTrue(rounds.offer(last, 10, TimeUnit.SECONDS), "nobody asks");
    }

    private List<SourceLines> said() throws InterruptedException {
        return Objects.requireNonNull(sinks.ledger.poll(10, TimeUnit.SECONDS), "nothing was said");
    }

    private static SourceLines lines(String source, long at, long read, long shipped) {
        return new SourceLines(
                source, "edge", "/log", at, shipped, read, shipped, read - shipped, Map.of());
    }

    @Test
    void whatHasNotChangedIsSaidOnce() throws Exception {
        ask(lines("a", 1, 5, 5), lines("b", 1, 7, 5));
        assertEquals(2, said().size());

        ask(lines("a", 2, 5, 5), lines("b", 2, 7, 6));
        assertEquals(List.of(lines("b", 2, 7, 6)), said());

        ask(lines("a", 3, 5, 5), lines("b", 3, 7, 6));
        ask(lines("a", 4, 6, 5), lines("b", 4, 7, 6));
        assertEquals(List.of(lines("a", 4, 6, 5)), said());
    }

    @Test
    void aSourceOfWhichNothingIsReadIsNoNewsUntilItWasSaid() throws Exception {
        ask(lines("a", 1, 0, 0));
        ask(lines("a", 2, 1, 0));
        assertEquals(List.of(lines("a", 2, 1, 0)), said());
    }

    @Test
    void whatKafkaDoesNotTakeIsSaidTheNextTime() throws Exception {
        sinks.takesLedger = false;
        ask(lines("a", 1, 5, 5), lines("b", 1, 7, 7));
        ask(lines("b", 2, 8, 8));
        assertNull(sinks.ledger.poll());

        sinks.takesLedger = true;
        ask(lines("b", 3, 9, 9));
        Set<SourceLines> said = new HashSet<>();
        while (!said.contains(lines("b", 3, 9, 9))) {
            said.addAll(said());
        }
        assertTrue(said.contains(lines("a", 1, 5, 5)), said::toString);
    }

    @Test
    void theLastWordIsSaidInClosing() throws Exception {
        ask(lines("a", 1, 5, 4));
        assertEquals(1, said().size());
        last = List.of(lines("a", 2, 5, 5));
        reports.close();
        assertEquals(List.of(lines("a", 2, 5, 5)), said());
    }
}
