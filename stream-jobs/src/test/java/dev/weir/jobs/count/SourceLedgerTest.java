package dev.weir.jobs.count;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.schema.batch.CatalogueVersion;
import dev.weir.schema.source.SourceStatus;
import dev.weir.schema.source.Timeliness;
import org.junit.jupiter.api.Test;

class SourceLedgerTest {
    private static final CatalogueVersion OLD = new CatalogueVersion(6, 60);
    private static final CatalogueVersion NEW = new CatalogueVersion(7, 70);
    private static final SourceStatus UNSEEN = SourceStatus.unseen("edge/1", "edge", "a.log");
    private static final SourceStatus AT_500 =
            new SourceStatus(
                    "edge/1",
                    "edge",
                    "a.log",
                    500,
                    5,
                    1,
                    2,
                    3,
                    40,
                    1_000,
                    2_000,
                    NEW,
                    new Timeliness(1, 0, 0, 3));

    @Test
    void theFirstBatchOfASourceMayStartAnywhere() {
        assertEquals(
                new SourceLedger.Decision(300, 0), SourceLedger.decide(UNSEEN, false, 300, 400));
    }

    @Test
    void aBatchThatFollowsIsCountedWhole() {
        assertEquals(
                new SourceLedger.Decision(500, 0), SourceLedger.decide(AT_500, true, 500, 600));
    }

    @Test
    void anOverlappingBatchIsCountedFromWhereTheCountEnded() {
        assertEquals(
                new SourceLedger.Decision(500, 0), SourceLedger.decide(AT_500, true, 450, 600));
    }

    @Test
    void aRepeatedBatchIsNotCounted() {
        assertEquals(
                new SourceLedger.Decision(400, 0), SourceLedger.decide(AT_500, true, 300, 400));
    }

    @Test
    void whatLiesBetweenIsAGap() {
        assertEquals(
                new SourceLedger.Decision(520, 20), SourceLedger.decide(AT_500, true, 520, 600));
    }

    @Test
    void theStatusNeverGoesBack() {
        var timeliness = new Timeliness(1, 0, 2, 5);
        var repeated =
                new SourceLedger.Counted("edge", "b.log", 0, 0, 0, 7, 500, 1_500, OLD, timeliness);
        SourceStatus after =
                SourceLedger.after(AT_500, new SourceLedger.Decision(400, 0), 400, repeated);
        assertEquals(
                new SourceStatus(
                        "edge/1",
                        "edge",
                        "b.log",
                        500,
                        5,
                        1,
                        2,
                        10,
                        40,
                        1_000,
                        2_000,
                        NEW,
                        timeliness),
                after);
    }
}
