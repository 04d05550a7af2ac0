package dev.weir.storage;

import static dev.weir.storage.Samples.JUNE;
import static dev.weir.storage.Samples.lines;
import static dev.weir.storage.Samples.signal;
import static dev.weir.storage.Samples.source;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.schema.signal.Signal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every store does: with rollups by [RollupStoreContract], when it is asked for them by
/// [RollupReadContract], with signals and sources here.
public abstract class MetricStoreContract extends RollupReadContract {
    private List<Signal> read(@Nullable String customer, long from, long to) {
        return store.signals(new SignalQuery(customer, from, to, 100));
    }

    private List<Signal> all() {
        return read(null, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    @Test
    void aSignalComesBackWithItsEvidence() {
        Signal flood = signal("shop", JUNE, JUNE + 1, 0, 500);
        store.writeSignals(List.of(flood));
        assertEquals(List.of(flood), all());
    }

    @Test
    void aSignalOpensChangesAndCloses() {
        store.writeSignals(List.of(signal("shop", JUNE, JUNE, 0, 1)));
        store.writeSignals(List.of(signal("shop", JUNE, JUNE + 10, 0, 2)));
        Signal closed = signal("shop", JUNE, JUNE + 20, JUNE + 20, 3);
        store.writeSignals(List.of(closed));
        store.writeSignals(List.of(closed));
        assertEquals(List.of(closed), all());
    }

    @Test
    void anOlderStateOfASignalDoesNotWin() {
        Signal newer = signal("shop", JUNE, JUNE + 20, JUNE + 20, 3);
        Signal older = signal("shop", JUNE, JUNE + 10, 0, 2);
        store.writeSignals(List.of(newer, older));
        assertEquals(List.of(newer), all());
        store.writeSignals(List.of(older));
        assertEquals(List.of(newer), all());
    }

    @Test
    void ofTwoStatesOfTheSameTimeTheOneWrittenLaterWins() {
        Signal first = signal("shop", JUNE, JUNE + 10, 0, 1);
        Signal second = signal("shop", JUNE, JUNE + 10, JUNE + 10, 2);
        store.writeSignals(List.of(first));
        store.writeSignals(List.of(second));
        assertEquals(List.of(second), all());
    }

    @Test
    void signalsOfARangeAreThoseThatWereOpenInIt() {
        Signal before = signal("shop", JUNE - 100, JUNE - 50, JUNE - 50, 1);
        Signal into = signal("shop", JUNE - 99, JUNE + 5, JUNE + 5, 2);
        Signal inside = signal("shop", JUNE + 10, JUNE + 20, JUNE + 20, 3);
        Signal stillOpen = signal("shop", JUNE - 98, JUNE - 98, 0, 4);
        Signal after = signal("shop", JUNE + 100, JUNE + 110, 0, 5);
        store.writeSignals(List.of(before, into, inside, stillOpen, after));
        assertEquals(List.of(inside, stillOpen, into), read("shop", JUNE, JUNE + 100));
        assertEquals(List.of(after, inside, stillOpen, into), read("shop", JUNE, JUNE + 101));
        assertEquals(List.of(), read("shop", Long.MIN_VALUE, Long.MIN_VALUE));
    }

    @Test
    void aSignalThatClosesWhereTheRangeStartsIsInIt() {
        Signal signal = signal("shop", JUNE, JUNE + 10, JUNE + 10, 1);
        store.writeSignals(List.of(signal));
        assertEquals(List.of(signal), read("shop", JUNE + 10, JUNE + 20));
        assertEquals(List.of(), read("shop", JUNE + 11, JUNE + 20));
    }

    @Test
    void signalsOfOthersAreNotShown() {
        Signal mine = signal("a", JUNE, JUNE, 0, 1);
        Signal theirs = signal("a/flood", JUNE, JUNE, 0, 2);
        store.writeSignals(List.of(mine, theirs));
        assertEquals(List.of(mine), read("a", JUNE, JUNE + 1));
        assertEquals(List.of(theirs), read("a/flood", JUNE, JUNE + 1));
        assertEquals(List.of(mine, theirs), read(null, JUNE, JUNE + 1));
    }

    @Test
    void aLimitKeepsTheNewestSignals() {
        for (int i = 0; i < 10; i++) {
            store.writeSignals(List.of(signal("shop", JUNE + i, JUNE + i, 0, i)));
            store.writeSignals(List.of(signal("blog", JUNE + i, JUNE + i, 0, i)));
        }
        List<Signal> read = store.signals(new SignalQuery("shop", JUNE, JUNE + 100, 3));
        assertEquals(List.of(9L, 8L, 7L), read.stream().map(Signal::requests).toList());
        assertEquals(List.of(), store.signals(new SignalQuery("shop", JUNE, JUNE + 100, 0)));
    }

    @Test
    void signalsThatClosedLongAgoGo() {
        long later = JUNE + Duration.ofDays(365).toMillis();
        Signal old = signal("shop", JUNE - 10, JUNE, JUNE, 1);
        Signal open = signal("shop", JUNE - 5, JUNE, 0, 2);
        Signal young = signal("shop", JUNE - 7, JUNE + 1, JUNE + 1, 3);
        store.writeSignals(List.of(old, open, young));
        store.applyRetention(later - 1);
        assertEquals(List.of(open, young, old), all());
        store.applyRetention(later);
        assertEquals(List.of(open, young), all());
    }

    @Test
    void signalsAndSourcesOutliveARestart() {
        Signal flood = signal("shop", JUNE, JUNE + 1, 0, 500);
        store.writeSignals(List.of(flood));
        store.writeSources(List.of(source("a", 20, 2)));
        store.writeSourceLines(List.of(lines("a", 20, 2)));
        restart();
        assertEquals(List.of(flood), all());
        assertEquals(List.of(source("a", 20, 2)), store.sources());
        assertEquals(List.of(lines("a", 20, 2)), store.sourceLines());
        store.writeSignals(List.of(signal("shop", JUNE, JUNE, 0, 1)));
        store.writeSources(List.of(source("a", 10, 1)));
        assertEquals(List.of(flood), all());
        assertEquals(List.of(source("a", 20, 2)), store.sources());
    }

    @Test
    void sourcesComeByTheirIds() {
        store.writeSources(List.of(source("b", 10, 1), source("a", 20, 2)));
        assertEquals(List.of(source("a", 20, 2), source("b", 10, 1)), store.sources());
    }

    @Test
    void theStatusOfASourceThatHasCountedFurthestWins() {
        store.writeSources(List.of(source("a", 10, 1), source("a", 30, 3), source("a", 20, 2)));
        assertEquals(List.of(source("a", 30, 3)), store.sources());
        store.writeSources(List.of(source("a", 20, 2)));
        assertEquals(List.of(source("a", 30, 3)), store.sources());
        store.writeSources(List.of(source("a", 30, 4)));
        assertEquals(List.of(source("a", 30, 4)), store.sources());
    }

    @Test
    void aSourceCountsBeyondFourGigabytes() {
        store.writeSources(List.of(source("a", 1L << 40, 1L << 33)));
        store.writeSources(List.of(source("a", 1, 1)));
        assertEquals(List.of(source("a", 1L << 40, 1L << 33)), store.sources());
    }

    @Test
    void theLinesOfSourcesComeByTheirIds() {
        store.writeSourceLines(List.of(lines("b", 10, 1), lines("a", 20, 2)));
        assertEquals(List.of(lines("a", 20, 2), lines("b", 10, 1)), store.sourceLines());
    }

    @Test
    void whatACollectorSaidLastOfASourceWins() {
        store.writeSourceLines(List.of(lines("a", 20, 2), lines("a", 10, 1)));
        assertEquals(List.of(lines("a", 10, 1)), store.sourceLines());
        store.writeSourceLines(List.of(lines("a", 30, 1)));
        store.writeSourceLines(List.of(lines("a", 5, 1)));
        assertEquals(List.of(lines("a", 5, 1)), store.sourceLines());
        assertEquals(List.of(), store.sources());
    }
}
