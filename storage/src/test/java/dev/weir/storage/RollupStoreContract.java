package dev.weir.storage;

import static dev.weir.storage.Samples.JUNE;
import static dev.weir.storage.Samples.part;
import static dev.weir.storage.Samples.rollup;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.schema.rollup.Breakdown;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Dimension;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every store does with rollups: the first part of [MetricStoreContract].
public abstract class RollupStoreContract {
    private static final long MINUTE = 60_000;

    /// Tells the store when something was written.
    protected final AtomicLong clock = new AtomicLong(JUNE);

    /// The store under test: empty at first.
    protected MetricStore store;

    /// Opens an empty store.
    protected abstract MetricStore open(Retention retention, LongSupplier clockMillis);

    /// Closes the store under test and opens it again, as a restart does.
    protected abstract MetricStore reopen(Retention retention, LongSupplier clockMillis);

    /// Whether the store forgets rollups by the time that it is told, as [MetricStore#applyRetention]
    /// says. One whose server forgets by its own clock says that it does not: then what is told must
    /// change nothing, and a test of its own shows what the server does.
    protected boolean forgetsByTheTimeItIsTold() {
        return true;
    }

    /// What is read of rollups that were told to go.
    private Map<Long, Long> forgotten(Map<Long, Long> rollups) {
        return forgetsByTheTimeItIsTold() ? Map.of() : rollups;
    }

    /// The customers that are left when some were told to go.
    private List<String> left(List<String> some, List<String> all) {
        return forgetsByTheTimeItIsTold() ? some : all;
    }

    /// The store under test after a restart.
    final void restart() {
        store = reopen(Retention.DEFAULT, clock::get);
    }

    @BeforeEach
    final void openStore() {
        store = open(Retention.DEFAULT, clock::get);
    }

    @AfterEach
    final void closeStore() {
        store.close();
    }

    final void write(EncodedRollup... rollups) {
        store.writeRollups(List.of(rollups));
    }

    /// The requests of each window read, by the window's start.
    final Map<Long, Long> requests(String customer, Tier tier, long from, long to) {
        Map<Long, Long> requests = new TreeMap<>();
        for (WindowRollup window : store.read(customer, tier, from, to)) {
            requests.put(window.windowStart(), window.rollup().counter(Counter.REQUESTS));
        }
        return requests;
    }

    final Map<Long, Long> everything(String customer, Tier tier) {
        return requests(customer, tier, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    @Test
    void anEmptyStoreHasNothing() {
        assertEquals(Map.of(), everything("shop", Tier.SECOND));
        assertEquals(List.of(), store.customers());
        assertEquals(List.of(), store.sources());
        assertEquals(List.of(), store.sourceLines());
        assertEquals(0, store.freshUntil());
        store.applyRetention(JUNE);
    }

    @Test
    void writingNothingIsFine() {
        store.writeRollups(List.of());
        store.writeSignals(List.of());
        store.writeSources(List.of());
        store.writeSourceLines(List.of());
        assertEquals(List.of(), store.customers());
    }

    @Test
    void aRollupComesBack() {
        write(rollup("shop", Tier.SECOND, JUNE, 7));
        assertEquals(Map.of(JUNE, 7L), everything("shop", Tier.SECOND));
    }

    @Test
    void writingAgainReplaces() {
        write(rollup("shop", Tier.MINUTE, JUNE, 7));
        write(rollup("shop", Tier.MINUTE, JUNE, 9));
        write(rollup("shop", Tier.MINUTE, JUNE, 9));
        assertEquals(Map.of(JUNE, 9L), everything("shop", Tier.MINUTE));
    }

    @Test
    void theLastOfAKeyInOneWriteWins() {
        write(rollup("shop", Tier.MINUTE, JUNE, 7), rollup("shop", Tier.MINUTE, JUNE, 9));
        assertEquals(Map.of(JUNE, 9L), everything("shop", Tier.MINUTE));
    }

    @Test
    void theOrderOfWritesOfDifferentKeysChangesNothing() {
        List<EncodedRollup> rollups = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            long start = JUNE + i % 20 * MINUTE;
            rollups.add(part("customer-" + i % 3, Tier.MINUTE, start, i / 60, i));
        }
        for (int seed = 0; seed < 3; seed++) {
            Collections.shuffle(rollups, new Random(seed));
            for (int from = 0; from < rollups.size(); from += 70) {
                int to = Math.min(from + 100, rollups.size()); // some of them twice
                store.writeRollups(rollups.subList(from, to));
            }
        }
        Map<Long, Long> expected = new TreeMap<>();
        for (EncodedRollup rollup : rollups) {
            if (rollup.key().customer().equals("customer-1")) {
                long requests =
                        RollupCodec.decode(rollup.message()).rollup().counter(Counter.REQUESTS);
                expected.merge(rollup.key().windowStart(), requests, Long::sum);
            }
        }
        assertEquals(20, expected.size());
        assertEquals(expected, everything("customer-1", Tier.MINUTE));
    }

    @Test
    void whatARollupDoesNotSayIsAbsentWhenItIsRead() {
        write(Samples.encoded(new RollupKey("shop", Tier.MINUTE, JUNE, 0), new Rollup()));
        write(rollup("shop", Tier.MINUTE, JUNE + MINUTE, 3));
        List<WindowRollup> windows = store.read("shop", Tier.MINUTE, JUNE, JUNE + 2 * MINUTE);
        assertEquals(2, windows.size());
        for (WindowRollup window : windows) {
            Rollup read = window.rollup();
            assertEquals(0, read.counter(Counter.BYTES_SENT));
            assertEquals(0, read.latency().count());
            assertEquals(0, read.originLatency().count());
            assertEquals(0, read.uniqueClients().estimate());
            assertTrue(read.breakdown(Breakdown.COUNTRY).isEmpty());
            assertEquals(List.of(), read.heaviest(Dimension.PATH).heaviest(9));
            assertEquals(List.of(), read.threatSamples());
        }
        assertEquals(0, windows.getFirst().rollup().counter(Counter.REQUESTS));
    }

    @Test
    void countersOfAnySizeComeBack() {
        long[] values = {0, 1, 1L << 32, Long.MAX_VALUE - 1, Long.MAX_VALUE, Long.MIN_VALUE, -1};
        for (int i = 0; i < values.length; i++) {
            Rollup rollup = new Rollup();
            for (Counter counter : Counter.values()) {
                rollup.add(counter, values[i]);
            }
            RollupKey key = new RollupKey("shop", Tier.SECOND, JUNE + i * 1000L, Long.MIN_VALUE);
            write(Samples.encoded(key, rollup));
        }
        List<WindowRollup> read = store.read("shop", Tier.SECOND, JUNE, JUNE + 10_000);
        assertEquals(values.length, read.size());
        for (int i = 0; i < values.length; i++) {
            for (Counter counter : Counter.values()) {
                assertEquals(values[i], read.get(i).rollup().counter(counter));
            }
        }
    }

    @Test
    void windowsAreThoseOfUtcWhateverTheTimeZoneOfTheProcess() {
        TimeZone present = TimeZone.getDefault();
        // Clocks went from 01:59:59 to 03:00 in Berlin at the first of these hours.
        long start = Instant.parse("2025-03-30T00:00:00Z").toEpochMilli();
        try {
            for (String zone : List.of("Europe/Berlin", "America/St_Johns", "Pacific/Apia")) {
                TimeZone.setDefault(TimeZone.getTimeZone(zone));
                restart();
                Map<Long, Long> expected = new TreeMap<>();
                for (int hour = 0; hour < 30; hour++) {
                    write(rollup("shop", Tier.HOUR, start + hour * Tier.HOUR.millis(), hour));
                    expected.put(start + hour * Tier.HOUR.millis(), (long) hour);
                }
                assertEquals(expected, everything("shop", Tier.HOUR));
                assertEquals(
                        Map.of(start + 60 * MINUTE, 1L),
                        requests("shop", Tier.HOUR, start + 1, start + 61 * MINUTE));
            }
        } finally {
            TimeZone.setDefault(present);
        }
    }

    @Test
    void aRestartChangesNothing() {
        write(
                rollup("shop", Tier.SECOND, JUNE, 1),
                part("shop", Tier.MINUTE, JUNE, 7, 2),
                rollup("blog", Tier.DAY, JUNE, 3));
        restart();
        assertEquals(Map.of(JUNE, 1L), everything("shop", Tier.SECOND));
        assertEquals(Map.of(JUNE, 3L), everything("blog", Tier.DAY));
        assertEquals(List.of("blog", "shop"), store.customers());
        assertEquals(JUNE + 1000, store.freshUntil());
        write(part("shop", Tier.MINUTE, JUNE, 8, 5), part("shop", Tier.MINUTE, JUNE, 7, 1));
        restart();
        assertEquals(Map.of(JUNE, 6L), everything("shop", Tier.MINUTE));
        clock.addAndGet(Duration.ofHours(6).toMillis());
        store.applyRetention(clock.get() + Duration.ofHours(1).toMillis());
        assertEquals(forgotten(Map.of(JUNE, 1L)), everything("shop", Tier.SECOND));
        assertEquals(List.of("blog", "shop"), store.customers());
    }

    @Test
    void partsOfAWindowMerge() {
        write(part("shop", Tier.MINUTE, JUNE, 1, 7), part("shop", Tier.MINUTE, JUNE, 2, 5));
        write(part("shop", Tier.MINUTE, JUNE, -1, 4));
        assertEquals(Map.of(JUNE, 16L), everything("shop", Tier.MINUTE));
        write(part("shop", Tier.MINUTE, JUNE, 2, 1));
        assertEquals(Map.of(JUNE, 12L), everything("shop", Tier.MINUTE));
    }

    @Test
    void tiersAreApart() {
        write(
                rollup("shop", Tier.SECOND, JUNE, 1),
                rollup("shop", Tier.MINUTE, JUNE, 2),
                rollup("shop", Tier.HOUR, JUNE, 3),
                rollup("shop", Tier.DAY, JUNE, 4));
        assertEquals(Map.of(JUNE, 1L), everything("shop", Tier.SECOND));
        assertEquals(Map.of(JUNE, 2L), everything("shop", Tier.MINUTE));
        assertEquals(Map.of(JUNE, 3L), everything("shop", Tier.HOUR));
        assertEquals(Map.of(JUNE, 4L), everything("shop", Tier.DAY));
    }

    @Test
    void aTierThatIsNotKeptIsPassedOver() {
        write(rollup("shop", new Tier(5), JUNE, 1), rollup("shop", Tier.SECOND, JUNE, 2));
        assertEquals(Map.of(), everything("shop", new Tier(5)));
        assertEquals(Map.of(JUNE, 2L), everything("shop", Tier.SECOND));
    }

    @Test
    void timesBefore1970AndFarAheadAreTimesLikeOthers() {
        long[] starts = {
            -9_000_000_000_000_000L, -86_400_000, -1000, 0, 1000, JUNE, 9_000_000_000_000_000L
        };
        for (long start : starts) {
            write(rollup("shop", Tier.SECOND, start, 1));
        }
        assertEquals(starts.length, everything("shop", Tier.SECOND).size());
        assertEquals(
                Map.of(-86_400_000L, 1L, -1000L, 1L, 0L, 1L),
                requests("shop", Tier.SECOND, -86_400_000, 1));
        assertEquals(
                Map.of(9_000_000_000_000_000L, 1L),
                requests("shop", Tier.SECOND, JUNE + 1, Long.MAX_VALUE));
        assertEquals(9_000_000_000_001_000L, store.freshUntil());
    }

    @Test
    void customersWhoseNamesBeginAlikeAreApart() {
        List<String> names = List.of("", "a", "a\0", "a\0b", "a\1", "ab", "abc", "b", "a/b", "a b");
        for (int i = 0; i < names.size(); i++) {
            write(
                    rollup(names.get(i), Tier.SECOND, JUNE, i + 1),
                    rollup(names.get(i), Tier.SECOND, JUNE + 1000, i + 100));
        }
        for (int i = 0; i < names.size(); i++) {
            assertEquals(
                    Map.of(JUNE, i + 1L, JUNE + 1000, i + 100L),
                    everything(names.get(i), Tier.SECOND));
        }
        assertEquals(names.stream().sorted().toList(), store.customers());
    }

    @Test
    void customersHaveNamesInAnyScript() {
        List<String> names = List.of("Größe", "магазин", "商店", "🛒 shop", "x".repeat(5000));
        for (String name : names) {
            write(rollup(name, Tier.SECOND, JUNE, name.length()));
        }
        for (String name : names) {
            assertEquals(Map.of(JUNE, (long) name.length()), everything(name, Tier.SECOND));
        }
        assertEquals(names.stream().sorted().toList(), store.customers());
    }

    @Test
    void namesThatDifferOnlyAtTheirEndAreApartHoweverLong() {
        Random random = new Random(1);
        String begin =
                random.ints(4000, '!', 0x2000)
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining());
        List<String> names = List.of(begin + "a", begin + "b", begin, "\\0", "\0", "\\\\0", "\\");
        for (int i = 0; i < names.size(); i++) {
            write(rollup(names.get(i), Tier.SECOND, JUNE, i));
        }
        for (int i = 0; i < names.size(); i++) {
            assertEquals(Map.of(JUNE, (long) i), everything(names.get(i), Tier.SECOND));
        }
        assertEquals(names.stream().sorted().toList(), store.customers());
    }

    @Test
    void freshnessIsTheEndOfTheNewestWindowOfTheFinestTier() {
        write(rollup("shop", Tier.DAY, JUNE, 1));
        assertEquals(0, store.freshUntil());
        write(rollup("shop", Tier.SECOND, JUNE + 5000, 1));
        assertEquals(JUNE + 6000, store.freshUntil());
        write(rollup("blog", Tier.SECOND, JUNE, 1));
        assertEquals(JUNE + 6000, store.freshUntil());
    }

    @Test
    void whatIsOlderThanItsRetentionGoes() {
        write(
                rollup("gone", Tier.SECOND, JUNE, 1),
                rollup("shop", Tier.SECOND, JUNE, 1),
                rollup("shop", Tier.MINUTE, JUNE, 2));
        clock.addAndGet(Duration.ofHours(8).toMillis());
        long later = JUNE + Duration.ofHours(7).toMillis();
        write(rollup("shop", Tier.SECOND, later, 3));

        store.applyRetention(clock.get());

        Map<Long, Long> shop = new TreeMap<>(forgotten(Map.of(JUNE, 1L)));
        shop.put(later, 3L);
        assertEquals(shop, everything("shop", Tier.SECOND));
        assertEquals(Map.of(JUNE, 2L), everything("shop", Tier.MINUTE));
        assertEquals(forgotten(Map.of(JUNE, 1L)), everything("gone", Tier.SECOND));
        assertEquals(left(List.of("shop"), List.of("gone", "shop")), store.customers());
        assertEquals(later + 1000, store.freshUntil());
    }

    @Test
    void whatIsYoungerThanItsRetentionStays() {
        write(rollup("shop", Tier.SECOND, JUNE, 1), rollup("shop", Tier.DAY, JUNE, 1));
        store.applyRetention(JUNE + Duration.ofHours(6).toMillis());
        store.applyRetention(JUNE);
        assertEquals(Map.of(JUNE, 1L), everything("shop", Tier.SECOND));
        store.applyRetention(JUNE + Duration.ofDays(5 * 365).toMillis());
        assertEquals(Map.of(JUNE, 1L), everything("shop", Tier.DAY));
        assertEquals(List.of("shop"), store.customers());
    }

    @Test
    void oldDataThatWasWrittenLatelyIsKeptForAsLongFromItsWriting() {
        long old = JUNE - Duration.ofDays(3650).toMillis();
        write(rollup("shop", Tier.SECOND, old, 1));
        clock.addAndGet(Duration.ofHours(5).toMillis());
        store.applyRetention(clock.get());
        assertEquals(Map.of(old, 1L), everything("shop", Tier.SECOND));
        clock.addAndGet(Duration.ofHours(1).toMillis());
        store.applyRetention(clock.get());
        assertEquals(forgotten(Map.of(old, 1L)), everything("shop", Tier.SECOND));
        assertEquals(left(List.of(), List.of("shop")), store.customers());
    }

    @Test
    void aCustomerThatWasForgottenMayComeBack() {
        write(rollup("shop", Tier.SECOND, JUNE, 1));
        clock.addAndGet(Duration.ofDays(1).toMillis());
        store.applyRetention(clock.get());
        assertEquals(left(List.of(), List.of("shop")), store.customers());
        write(rollup("shop", Tier.SECOND, JUNE, 2));
        assertEquals(List.of("shop"), store.customers());
        assertEquals(Map.of(JUNE, 2L), everything("shop", Tier.SECOND));
    }

    @Test
    void tenThousandCustomersAreApart() {
        List<EncodedRollup> rollups = new ArrayList<>();
        for (int customer = 0; customer < 10_000; customer++) {
            for (int second = 0; second < 3; second++) {
                String name = "customer-" + customer;
                rollups.add(rollup(name, Tier.SECOND, JUNE + second * 1000L, customer));
            }
        }
        store.writeRollups(rollups);
        assertEquals(10_000, store.customers().size());
        for (int customer = 0; customer < 10_000; customer += 97) {
            Map<Long, Long> read =
                    requests("customer-" + customer, Tier.SECOND, JUNE + 1000, JUNE + 4000);
            assertEquals(2, read.size());
            assertEquals(2L * customer, read.values().stream().mapToLong(n -> n).sum());
        }
    }

    @Test
    void manyThreadsWriteAndReadAtOnce() throws InterruptedException, ExecutionException {
        int writers = 4;
        int rounds = 50;
        AtomicBoolean written = new AtomicBoolean();
        try (var threads = Executors.newCachedThreadPool()) {
            List<Future<?>> writing = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                String customer = "customer-" + w;
                writing.add(
                        threads.submit(() -> {
                            for (int round = 0; round < rounds; round++) {
                                write(
                                        rollup(customer, Tier.SECOND, JUNE + round * 1000L, 1),
                                        rollup(customer, Tier.MINUTE, JUNE, round + 1));
                            }
                        }));
            }
            // The two tiers are written together, so no reader may see the second ahead.
            Callable<Long> reader =
                    () -> {
                        long reads = 0;
                        while (!written.get()) {
                            Map<Long, Long> minutes = everything("customer-1", Tier.MINUTE);
                            long seconds = everything("customer-1", Tier.SECOND).size();
                            assertTrue(minutes.getOrDefault(JUNE, 0L) <= seconds);
                            store.customers();
                            reads++;
                        }
                        return reads;
                    };
            List<Future<Long>> reading = List.of(threads.submit(reader), threads.submit(reader));
            for (Future<?> writer : writing) {
                writer.get();
            }
            written.set(true);
            for (Future<Long> reads : reading) {
                assertTrue(reads.get() >= 0);
            }
        }
        for (int w = 0; w < writers; w++) {
            assertEquals(rounds, everything("customer-" + w, Tier.SECOND).size());
            assertEquals(Map.of(JUNE, (long) rounds), everything("customer-" + w, Tier.MINUTE));
        }
    }
}
