package dev.weir.storage.influxdb;

import static dev.weir.storage.Samples.JUNE;
import static dev.weir.storage.Samples.lines;
import static dev.weir.storage.Samples.rollup;
import static dev.weir.storage.Samples.signal;
import static dev.weir.storage.Samples.source;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.schema.rollup.Tier;
import dev.weir.schema.signal.Signal;
import dev.weir.schema.source.SourceStatus;
import dev.weir.schema.source.SourceStatusCodec;
import dev.weir.storage.Retention;
import dev.weir.storage.SignalQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two processes that share a store, and rows whose places meet.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class InfluxStateIT {
    private final InfluxServer server = InfluxServer.shared();
    private final InfluxConfig config = server.storeForEver();
    private final InfluxMetricStore one = InfluxMetricStore.open(config, Retention.DEFAULT);
    private final InfluxMetricStore other = InfluxMetricStore.open(config, Retention.DEFAULT);

    @AfterEach
    void close() {
        one.close();
        other.close();
    }

    private static void write(InfluxMetricStore store, long second) {
        store.writeRollups(List.of(rollup("shop", Tier.SECOND, JUNE + second * 1000, 1)));
    }

    @Test
    void freshnessDoesNotGoBackWhoeverWrites() {
        write(one, 10);
        write(other, 5);
        assertEquals(JUNE + 11_000, one.freshUntil());
        assertEquals(JUNE + 11_000, other.freshUntil());
        write(other, 20);
        write(one, 15);
        assertEquals(JUNE + 21_000, one.freshUntil());
        try (var later = InfluxMetricStore.open(config, Retention.DEFAULT)) {
            write(later, 1);
            assertEquals(JUNE + 21_000, later.freshUntil());
        }
    }

    @Test
    void whatOneWroteTheOtherDoesNotSetBack() {
        Signal newer = signal("shop", JUNE, JUNE + 20, JUNE + 20, 3);
        one.writeSignals(List.of(newer));
        other.writeSignals(List.of(signal("shop", JUNE, JUNE + 10, 0, 2)));
        one.writeSources(List.of(source("a", 30, 3)));
        other.writeSources(List.of(source("a", 20, 2)));
        other.writeSourceLines(List.of(lines("a", 30, 3)));
        one.writeSourceLines(List.of(lines("a", 20, 2)));
        assertEquals(List.of(newer), one.signals(new SignalQuery(null, JUNE, JUNE + 1, 10)));
        assertEquals(List.of(source("a", 30, 3)), other.sources());
        assertEquals(List.of(lines("a", 20, 2)), other.sourceLines());
    }

    /// Somebody else is already where the id would lie, and at the next place too.
    @Test
    void idsThatMeetInOnePlaceStayApart() {
        long place = StateRows.firstPlace("a");
        for (int i = 0; i < 2; i++) {
            SourceStatus there = source("there-" + i, 10, 1);
            server.write(
                    config.database(),
                    "state",
                    new LineProtocol(64)
                            .point("sources")
                            .field("id", there.sourceId())
                            .field("counted_to", there.countedTo())
                            .field("message", InfluxSources.base64(SourceStatusCodec.encode(there)))
                            .at(place + i)
                            .take());
        }
        one.writeSources(List.of(source("a", 20, 2)));
        other.writeSources(List.of(source("a", 30, 3)));
        one.writeSources(List.of(source("a", 20, 2)));
        assertEquals(
                List.of(source("a", 30, 3), source("there-0", 10, 1), source("there-1", 10, 1)),
                one.sources());
    }

    @Test
    void signalsOfOneMillisecondComeByTheirIdsWhateverTheLimit() {
        List<Signal> signals = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            signals.add(signal("customer-" + i, JUNE, JUNE, 0, i));
        }
        signals.add(signal("early", JUNE - 1, JUNE, 0, 1));
        signals.add(signal("late", JUNE + 1, JUNE, 0, 1));
        signals.add(signal("far", 9_300_000_000_000L, JUNE, 0, 1));
        signals.add(signal("farther", 9_400_000_000_000L, JUNE, 0, 1));
        signals.add(signal("long ago", -9_400_000_000_000L, JUNE, 0, 1));
        one.writeSignals(signals);
        signals.sort(
                Comparator.comparingLong(Signal::openedAt).reversed().thenComparing(Signal::id));
        for (int limit : new int[] {1, 2, 3, 4, 20, 43, 44, 45, 100}) {
            assertEquals(
                    signals.stream().limit(limit).toList(),
                    one.signals(new SignalQuery(null, Long.MIN_VALUE, Long.MAX_VALUE, limit)));
        }
        assertEquals(
                signals.stream().filter(s -> s.openedAt() <= JUNE).limit(3).toList(),
                one.signals(new SignalQuery(null, JUNE, JUNE + 1, 3)));
        assertEquals(
                List.of(signals.getLast()),
                one.signals(new SignalQuery(null, Long.MIN_VALUE, JUNE - 1, 3)));
    }
}
