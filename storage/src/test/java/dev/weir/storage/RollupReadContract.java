package dev.weir.storage;

import static dev.weir.storage.Samples.JUNE;
import static dev.weir.storage.Samples.part;
import static dev.weir.storage.Samples.rollup;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.weir.schema.rollup.Breakdown;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Dimension;
import dev.weir.schema.rollup.HeavyHitters;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupFields;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Sketch;
import dev.weir.schema.rollup.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// How every store answers: the second part of [MetricStoreContract].
public abstract class RollupReadContract extends RollupStoreContract {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    @Test
    void sketchesMergeAcrossPartsAndWindows() {
        write(
                Samples.encoded(new RollupKey("shop", Tier.MINUTE, JUNE, 0), Samples.traffic(0, 5)),
                Samples.encoded(
                        new RollupKey("shop", Tier.MINUTE, JUNE, 1), Samples.traffic(5, 495)),
                Samples.encoded(
                        new RollupKey("shop", Tier.MINUTE, JUNE + MINUTE, 0),
                        Samples.traffic(500, 9500)));
        Rollup all = new Rollup();
        List<WindowRollup> windows = store.read("shop", Tier.MINUTE, JUNE, JUNE + 2 * MINUTE);
        windows.forEach(window -> all.merge(window.rollup()));

        assertEquals(2, windows.size());
        assertEquals(500, windows.getFirst().rollup().counter(Counter.REQUESTS));
        assertEquals(250e3, (double) windows.getFirst().rollup().latency().percentile(50), 5e3);
        assertEquals(10_000, all.counter(Counter.REQUESTS));
        assertEquals(10_000, all.uniqueClients().estimate(), 650); // four standard deviations
        assertEquals(9900e3, (double) all.latency().percentile(99), 99e3);
        assertEquals(1000, all.breakdown(Breakdown.STATUS).get("404"));
        long heaviest = all.heaviest(Dimension.PATH).heaviest(1).getFirst().requests();
        assertEquals(100.0, (double) heaviest, 10_000 * HeavyHitters.RELATIVE_ERROR);
    }

    @Test
    void aRollupMayBeBig() {
        Rollup big = Samples.traffic(0, 100_000);
        for (int i = 0; i < 2000; i++) {
            big.breakdown(Breakdown.COUNTRY).add("country " + i, i);
            big.heaviest(Dimension.CLIENT).add("x".repeat(250) + i, i + 1);
        }
        EncodedRollup encoded = Samples.encoded(new RollupKey("shop", Tier.DAY, JUNE, 0), big);
        assertTrue(encoded.message().length > 20_000);
        write(encoded);
        Rollup read = store.read("shop", Tier.DAY, JUNE, JUNE + 1).getFirst().rollup();
        assertEquals(100_000, read.counter(Counter.REQUESTS));
        assertEquals(
                big.breakdown(Breakdown.COUNTRY).other(),
                read.breakdown(Breakdown.COUNTRY).other());
        assertEquals(
                big.heaviest(Dimension.CLIENT).heaviest(10),
                read.heaviest(Dimension.CLIENT).heaviest(10));
    }

    @Test
    void aRangeHasItsStartAndNotItsEnd() {
        for (int i = 0; i < 4; i++) {
            write(rollup("shop", Tier.MINUTE, JUNE + i * MINUTE, i));
        }
        assertEquals(
                Map.of(JUNE + MINUTE, 1L, JUNE + 2 * MINUTE, 2L),
                requests("shop", Tier.MINUTE, JUNE + MINUTE, JUNE + 3 * MINUTE));
        assertEquals(
                Map.of(JUNE + 2 * MINUTE, 2L),
                requests("shop", Tier.MINUTE, JUNE + MINUTE + 1, JUNE + 2 * MINUTE + 1));
        assertEquals(Map.of(), requests("shop", Tier.MINUTE, JUNE + MINUTE, JUNE + MINUTE));
        assertEquals(Map.of(), requests("shop", Tier.MINUTE, JUNE + 2 * MINUTE, JUNE + MINUTE));
    }

    @Test
    void theReaderMayMergeFurtherWithoutHarm() {
        write(rollup("shop", Tier.MINUTE, JUNE, 7));
        store.read("shop", Tier.MINUTE, JUNE, JUNE + 1)
                .getFirst()
                .rollup()
                .add(Counter.REQUESTS, 1);
        assertEquals(Map.of(JUNE, 7L), everything("shop", Tier.MINUTE));
    }

    @Test
    void windowsComeOldestFirstWhateverOrderTheyWereWrittenIn() {
        List<Long> starts = new ArrayList<>();
        for (int day = 0; day < 400; day += 7) {
            starts.add(JUNE + day * Tier.DAY.millis());
        }
        for (int i = 0; i < starts.size(); i++) {
            write(rollup("shop", Tier.HOUR, starts.get(i * 23 % starts.size()), 1));
        }
        assertEquals(
                starts,
                store.read("shop", Tier.HOUR, Long.MIN_VALUE, Long.MAX_VALUE).stream()
                        .map(WindowRollup::windowStart)
                        .toList());
    }

    /// Two windows of the minute tier, the first in two parts, 10,000 requests in all.
    private void writeTraffic(String customer) {
        write(
                Samples.encoded(
                        new RollupKey(customer, Tier.MINUTE, JUNE, 0), Samples.traffic(0, 5)),
                Samples.encoded(
                        new RollupKey(customer, Tier.MINUTE, JUNE, 1), Samples.traffic(5, 495)),
                Samples.encoded(
                        new RollupKey(customer, Tier.MINUTE, JUNE + MINUTE, 0),
                        Samples.traffic(500, 9500)));
    }

    @Test
    void onlyWhatIsWantedIsRead() {
        writeTraffic("shop");
        List<WindowRollup> counters =
                store.read(
                        "shop",
                        Tier.MINUTE,
                        JUNE,
                        JUNE + HOUR,
                        RollupFields.of(Counter.REQUESTS, Counter.BYTES_SENT));
        assertEquals(
                List.of(JUNE, JUNE + MINUTE),
                counters.stream().map(WindowRollup::windowStart).toList());
        Rollup first = counters.getFirst().rollup();
        assertEquals(500, first.counter(Counter.REQUESTS));
        assertEquals(0, first.counter(Counter.BYTES_SENT));
        assertEquals(0, first.latency().count());
        assertEquals(List.of(), first.heaviest(Dimension.PATH).heaviest(1));

        Rollup latency =
                store.read("shop", Tier.MINUTE, JUNE, JUNE + 1, RollupFields.of(Sketch.LATENCY))
                        .getFirst()
                        .rollup();
        assertEquals(500, latency.latency().count());
        assertEquals(0, latency.counter(Counter.REQUESTS));
        assertEquals(0, latency.uniqueClients().estimate());
    }

    @Test
    void whichWindowsThereAreIsKnownWhateverIsWanted() {
        writeTraffic("shop");
        assertEquals(
                2, store.read("shop", Tier.MINUTE, JUNE, JUNE + HOUR, RollupFields.NONE).size());
    }

    @Test
    void everyCounterCanBeWantedAlone() {
        Rollup rollup = new Rollup();
        for (Counter counter : Counter.values()) {
            rollup.add(counter, 1000 + counter.ordinal());
        }
        write(Samples.encoded(new RollupKey("shop", Tier.MINUTE, JUNE, 0), rollup));
        for (Counter counter : Counter.values()) {
            Rollup read =
                    store.merged("shop", Tier.MINUTE, JUNE, JUNE + 1, RollupFields.of(counter));
            assertEquals(1000 + counter.ordinal(), read.counter(counter), counter.wireName());
        }
    }

    @Test
    void aRollupThatCannotBeDecodedIsSaidToBeSo() {
        write(
                rollup("shop", Tier.MINUTE, JUNE, 1),
                Samples.undecodable(new RollupKey("shop", Tier.MINUTE, JUNE + MINUTE, 0)));
        for (RollupFields fields : List.of(RollupFields.ALL, RollupFields.of(Counter.REQUESTS))) {
            assertUndecodable(() -> store.read("shop", Tier.MINUTE, JUNE, JUNE + HOUR, fields));
            assertUndecodable(() -> store.merged("shop", Tier.MINUTE, JUNE, JUNE + HOUR, fields));
            assertUndecodable(() -> ofAll(Tier.MINUTE, JUNE, JUNE + HOUR, fields));
            assertEquals(1, store.read("shop", Tier.MINUTE, JUNE, JUNE + 1, fields).size());
        }
        write(rollup("shop", Tier.MINUTE, JUNE + MINUTE, 2));
        assertEquals(Map.of(JUNE, 1L, JUNE + MINUTE, 2L), everything("shop", Tier.MINUTE));
        RollupFields requests = RollupFields.of(Counter.REQUESTS);
        assertEquals(Map.of("shop", 3L), ofAll(Tier.MINUTE, JUNE, JUNE + HOUR, requests));
    }

    private static void assertUndecodable(Executable read) {
        StoreException e = assertThrows(StoreException.class, read);
        String message = String.valueOf(e.getMessage());
        assertTrue(
                message.startsWith("a stored rollup of shop, tier 1m, cannot be decoded: "),
                message);
    }

    @Test
    void aRangeMergesInTheStore() {
        writeTraffic("shop");
        Rollup all = store.merged("shop", Tier.MINUTE, JUNE, JUNE + HOUR, RollupFields.ALL);
        assertEquals(10_000, all.counter(Counter.REQUESTS));
        assertEquals(10_000, all.uniqueClients().estimate(), 650); // four standard deviations
        assertEquals(9900e3, (double) all.latency().percentile(99), 99e3);
        assertEquals(1000, all.breakdown(Breakdown.STATUS).get("404"));

        Rollup paths =
                store.merged(
                        "shop", Tier.MINUTE, JUNE, JUNE + HOUR, RollupFields.of(Dimension.PATH));
        assertEquals(
                all.heaviest(Dimension.PATH).heaviest(5),
                paths.heaviest(Dimension.PATH).heaviest(5));
        assertEquals(0, paths.latency().count());
        Rollup nothing = store.merged("shop", Tier.MINUTE, JUNE - 1, JUNE, RollupFields.ALL);
        assertEquals(0, nothing.counter(Counter.REQUESTS));
    }

    /// The requests of each customer in a range.
    private Map<String, Long> ofAll(Tier tier, long from, long to, RollupFields fields) {
        Map<String, Long> requests = new TreeMap<>();
        store.forEachCustomer(
                tier,
                from,
                to,
                fields,
                (customer, rollup) -> {
                    long present =
                            requests.merge(customer, rollup.counter(Counter.REQUESTS), Long::sum);
                    assertEquals(
                            rollup.counter(Counter.REQUESTS), present, customer + " came twice");
                });
        return requests;
    }

    @Test
    void allCustomersAreReadAtOnce() {
        write(
                rollup("shop", Tier.MINUTE, JUNE, 1),
                part("shop", Tier.MINUTE, JUNE, 1, 2),
                rollup("shop", Tier.MINUTE, JUNE + MINUTE, 4),
                rollup("shop", Tier.MINUTE, JUNE + 2 * MINUTE, 8),
                rollup("shop", Tier.SECOND, JUNE, 16),
                rollup("blog", Tier.MINUTE, JUNE + MINUTE, 32),
                rollup("a \"b\", c=d\\", Tier.MINUTE, JUNE + MINUTE, 64),
                rollup("late", Tier.MINUTE, JUNE + 2 * MINUTE, 128));
        Map<String, Long> expected = Map.of("shop", 7L, "blog", 32L, "a \"b\", c=d\\", 64L);
        long to = JUNE + 2 * MINUTE;
        assertEquals(expected, ofAll(Tier.MINUTE, JUNE, to, RollupFields.of(Counter.REQUESTS)));
        assertEquals(expected, ofAll(Tier.MINUTE, JUNE, to, RollupFields.ALL));
        assertEquals(expected.keySet(), ofAll(Tier.MINUTE, JUNE, to, RollupFields.NONE).keySet());
        assertEquals(Map.of(), ofAll(Tier.MINUTE, JUNE - MINUTE, JUNE, RollupFields.ALL));
        assertEquals(Map.of(), ofAll(Tier.HOUR, JUNE, to, RollupFields.ALL));
    }

    /// Nobody looks at the rollups of the others: one of them could not be decoded.
    @Test
    void someCustomersAreReadWithoutTheOthers() {
        String longName = "long ".repeat(200);
        write(
                rollup("shop", Tier.MINUTE, JUNE, 1),
                part("shop", Tier.MINUTE, JUNE, 1, 2),
                rollup(longName, Tier.MINUTE, JUNE + MINUTE, 4),
                rollup("a \"b\", c=d\\", Tier.MINUTE, JUNE, 8),
                rollup("late", Tier.MINUTE, JUNE + 2 * MINUTE, 16),
                rollup("blog", Tier.MINUTE, JUNE, 32),
                Samples.undecodable(new RollupKey("other", Tier.MINUTE, JUNE, 0)));
        Set<String> some = Set.of("shop", longName, "a \"b\", c=d\\", "late", "nobody");
        for (RollupFields fields :
                List.of(
                        RollupFields.ALL,
                        RollupFields.of(Counter.REQUESTS),
                        RollupFields.of(Counter.values()))) {
            Map<String, Long> requests = new TreeMap<>();
            store.forEachCustomer(
                    some,
                    Tier.MINUTE,
                    JUNE,
                    JUNE + 2 * MINUTE,
                    fields,
                    (customer, rollup) -> requests.put(customer, rollup.counter(Counter.REQUESTS)));
            assertEquals(
                    Map.of("shop", 3L, longName, 4L, "a \"b\", c=d\\", 8L),
                    requests,
                    fields.toString());
        }
        store.forEachCustomer(
                Set.of(),
                Tier.MINUTE,
                JUNE,
                JUNE + HOUR,
                RollupFields.ALL,
                (customer, rollup) -> fail(customer + " was not asked for"));
    }

    @Test
    void theHeaviestCustomersComeFirst() {
        write(
                rollup("shop", Tier.MINUTE, JUNE, 5),
                rollup("shop", Tier.MINUTE, JUNE + MINUTE, 5),
                rollup("blog", Tier.MINUTE, JUNE, 9),
                rollup("wiki", Tier.MINUTE, JUNE, 4),
                part("wiki", Tier.MINUTE, JUNE, 1, 5),
                rollup("idle", Tier.MINUTE, JUNE, 0),
                rollup("huge", Tier.MINUTE, JUNE + HOUR, 1_000));
        List<CustomerTotal> three =
                List.of(
                        new CustomerTotal("shop", 10),
                        new CustomerTotal("blog", 9),
                        new CustomerTotal("wiki", 9));
        long to = JUNE + HOUR;
        assertEquals(three, store.heaviestCustomers(Tier.MINUTE, JUNE, to, Counter.REQUESTS, 10));
        assertEquals(
                three.subList(0, 2),
                store.heaviestCustomers(Tier.MINUTE, JUNE, to, Counter.REQUESTS, 2));
        assertEquals(
                List.of(), store.heaviestCustomers(Tier.MINUTE, JUNE, to, Counter.THREATS, 10));
        assertEquals(List.of(), store.heaviestCustomers(Tier.HOUR, JUNE, to, Counter.REQUESTS, 10));
    }

    @Test
    void theHeaviestByAnyCounterAreFound() {
        for (Counter counter : Counter.values()) {
            Rollup rollup = new Rollup();
            rollup.add(counter, 7);
            write(Samples.encoded(new RollupKey(counter.wireName(), Tier.MINUTE, JUNE, 0), rollup));
        }
        for (Counter counter : Counter.values()) {
            assertEquals(
                    List.of(new CustomerTotal(counter.wireName(), 7)),
                    store.heaviestCustomers(Tier.MINUTE, JUNE, JUNE + 1, counter, 2));
        }
    }
}
