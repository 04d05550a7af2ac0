package dev.weir.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What every test may ask of a collector's books, at any time.
final class LedgerAssertions {
    /// Every source's lines are somewhere: read = shipped + waiting + rejected.
    static void assertBalanced(Collector collector) {
        for (SourceLedger source : collector.ledger()) {
            LineCounts lines = source.lines();
            assertTrue(lines.isBalanced(), () -> source.sourceId() + " " + lines);
            assertTrue(lines.waiting() >= 0, () -> source.sourceId() + " " + lines);
        }
    }

    /// The same at rest: nothing waits.
    static void assertSettled(Collector collector) {
        assertBalanced(collector);
        for (SourceLedger source : collector.ledger()) {
            assertEquals(0, source.lines().waiting(), () -> source.toString());
        }
    }

    private LedgerAssertions() {}
}
