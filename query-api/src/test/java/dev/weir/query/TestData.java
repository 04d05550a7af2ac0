package dev.weir.query;

import dev.weir.schema.rollup.Breakdown;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Dimension;
import dev.weir.schema.rollup.KeyedRollup;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import dev.weir.schema.signal.Signal;
import dev.weir.storage.EncodedRollup;
import dev.weir.storage.MetricStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// Traffic made up for tests: the same for the same seed.
final class TestData {
    static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    static final String HOSTILE = "/search?q=<img src=x onerror=\"document.title='pwned'\">";

    /// Writes one window's part.
    static EncodedRollup write(
            MetricStore store, String customer, Tier tier, long start, long part, Rollup rollup) {
        RollupKey key = new RollupKey(customer, tier, start, part);
        var encoded = new EncodedRollup(key, RollupCodec.encode(new KeyedRollup(key, rollup)));
        store.writeRollups(List.of(encoded));
        return encoded;
    }

    /// A rollup of `requests` requests.
    static Rollup rollup(RandomGenerator random, int requests) {
        Rollup rollup = new Rollup();
        for (int i = 0; i < requests; i++) {
            long bytes = random.nextInt(200, 40_000);
            boolean cached = random.nextInt(10) < 7;
            rollup.add(Counter.REQUESTS, 1);
            rollup.add(Counter.BYTES_SENT, bytes);
            if (cached) {
                rollup.add(Counter.CACHED_REQUESTS, 1);
                rollup.add(Counter.CACHED_BYTES, bytes);
            }
            int status = random.nextInt(100);
            Counter counter =
                    status < 80
                            ? Counter.STATUS_2XX
                            : status < 90
                                    ? Counter.STATUS_3XX
                                    : status < 98 ? Counter.STATUS_4XX : Counter.STATUS_5XX;
            rollup.add(counter, 1);
            rollup.add(Counter.THREATS, random.nextInt(60) == 0 ? 1 : 0);
            rollup.breakdown(Breakdown.STATUS).add(counter.wireName().substring(7, 8) + "00", 1);
            rollup.breakdown(Breakdown.METHOD).add("GET", 1);
            rollup.heaviest(Dimension.PATH).add("/p" + random.nextInt(20), 1);
            rollup.heaviest(Dimension.CLIENT).add("192.0.2." + random.nextInt(200), 1);
            rollup.latency().record((long) (2_000 * Math.exp(random.nextGaussian())));
            rollup.uniqueClients().add(random.nextLong(500) * 0x9E3779B97F4A7C15L);
        }
        return rollup;
    }

    /// Writes each second of `[fromMillis, toMillis)` in one or two parts, and every coarser tier
    /// whose window is over.
    ///
    /// @return the merged seconds by their start
    static SortedMap<Long, Rollup> fill(
            MetricStore store, String customer, long fromMillis, long toMillis, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        SortedMap<Long, Rollup> seconds = new TreeMap<>();
        for (long start = fromMillis; start < toMillis; start += 1000) {
            if (random.nextInt(10) == 0) {
                continue;
            }
            Rollup merged = new Rollup();
            int parts = random.nextInt(5) == 0 ? 2 : 1;
            for (int part = 0; part < parts; part++) {
                double wave = 1 + 0.5 * Math.sin(start / 40_000.0);
                Rollup rollup = rollup(random, (int) (random.nextInt(20, 30) * wave));
                write(store, customer, Tier.SECOND, start, part, rollup);
                merged.merge(rollup);
            }
            seconds.put(start, merged);
        }
        for (Tier tier : List.of(Tier.MINUTE, Tier.HOUR, Tier.DAY)) {
            TreeMap<Long, Rollup> windows = new TreeMap<>();
            seconds.forEach((start, rollup) ->
                    windows.computeIfAbsent(tier.windowStart(start), s -> new Rollup())
                            .merge(rollup));
            windows.forEach((start, rollup) -> {
                if (start + tier.millis() <= toMillis) {
                    write(store, customer, tier, start, 0, rollup);
                }
            });
        }
        return seconds;
    }

    /// An open flood and a closed injection with hostile samples.
    static List<Signal> signals(String customer, long nowMillis) {
        List<Signal> signals = new ArrayList<>();
        signals.add(
                new Signal(
                        Signal.idOf(customer, "flood", nowMillis - 90_000),
                        customer,
                        "flood",
                        nowMillis - 90_000,
                        nowMillis - 2_000,
                        0,
                        48_213,
                        912.5,
                        41,
                        List.of("/login?attempt=1"),
                        List.of(
                                new Signal.Share("198.51.100.7", 31_000),
                                new Signal.Share("2001:db8::17", 9_120)),
                        List.of(new Signal.Share("/login", 44_000))));
        signals.add(
                new Signal(
                        Signal.idOf(customer, "xss", nowMillis - 240_000),
                        customer,
                        "xss",
                        nowMillis - 240_000,
                        nowMillis - 200_000,
                        nowMillis - 180_000,
                        12,
                        3,
                        0,
                        List.of(HOSTILE, "/x?\u202egnp.exe"),
                        List.of(new Signal.Share("<b>203.0.113.9</b>", 12)),
                        List.of(new Signal.Share("/search", 12))));
        return signals;
    }

    private TestData() {}
}
