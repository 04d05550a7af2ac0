package dev.weir.storage;

import dev.weir.schema.batch.CatalogueVersion;
import dev.weir.schema.rollup.Breakdown;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Dimension;
import dev.weir.schema.rollup.KeyedRollup;
import dev.weir.schema.rollup.MalformedRollupException;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import dev.weir.schema.signal.Signal;
import dev.weir.schema.source.SourceLines;
import dev.weir.schema.source.SourceStatus;
import dev.weir.schema.source.Timeliness;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Values for tests to store.
public final class Samples {
    /// 2025-06-01T00:00Z: the start of an hour, a day and nothing longer.
    public static final long JUNE = 1_748_736_000_000L;

    /// A rollup of so many requests and nothing else, the only part of its window.
    public static EncodedRollup rollup(
            String customer, Tier tier, long windowStart, long requests) {
        return part(customer, tier, windowStart, 0, requests);
    }

    /// One part of a window.
    public static EncodedRollup part(
            String customer, Tier tier, long windowStart, long part, long requests) {
        Rollup rollup = new Rollup();
        rollup.add(Counter.REQUESTS, requests);
        return encoded(new RollupKey(customer, tier, windowStart, part), rollup);
    }

    /// A rollup in the form that the topic has it in.
    public static EncodedRollup encoded(RollupKey key, Rollup rollup) {
        return EncodedRollup.of(RollupCodec.encode(new KeyedRollup(key, rollup)));
    }

    /// A message whose key can be read and whose counters cannot.
    public static EncodedRollup undecodable(RollupKey key) {
        byte[] message = rollup(key.customer(), key.tier(), key.windowStart(), 1).message();
        for (int word = 0; word < message.length; word += Long.BYTES) {
            byte[] damaged = message.clone();
            Arrays.fill(damaged, word, word + Long.BYTES, (byte) 0xFF);
            if (hasKey(damaged, key) && !hasCounters(damaged)) {
                return EncodedRollup.of(damaged);
            }
        }
        throw new AssertionError("no word of the message points at its counters");
    }

    private static boolean hasKey(byte[] message, RollupKey key) {
        try {
            return RollupCodec.decodeKey(message).equals(key);
        } catch (MalformedRollupException e) {
            return false;
        }
    }

    private static boolean hasCounters(byte[] message) {
        try {
            return RollupCodec.decodeCounters(message).length > 0;
        } catch (MalformedRollupException e) {
            return false;
        }
    }

    /// A rollup of `clients` clients with one request each, client `i` (from `first` on) on the
    /// path `/i % 100` in `i` milliseconds.
    public static Rollup traffic(int first, int clients) {
        Rollup rollup = new Rollup();
        for (int i = first; i < first + clients; i++) {
            rollup.add(Counter.REQUESTS, 1);
            rollup.breakdown(Breakdown.STATUS).add(i % 10 == 0 ? "404" : "200", 1);
            rollup.latency().record(i * 1000L);
            rollup.uniqueClients().add(i * 0x9E3779B97F4A7C15L);
            rollup.heaviest(Dimension.PATH).add("/" + i % 100, 1);
        }
        return rollup;
    }

    /// A flood on a customer; open as long as `closedAt` is 0.
    public static Signal signal(
            String customer, long openedAt, long updatedAt, long closedAt, long requests) {
        return new Signal(
                Signal.idOf(customer, "flood", openedAt),
                customer,
                "flood",
                openedAt,
                updatedAt,
                closedAt,
                requests,
                2000.5,
                12.25,
                List.of("/login?next=%2F"),
                List.of(new Signal.Share("203.0.113.7", requests)),
                List.of(new Signal.Share("/login", requests)));
    }

    /// A source that is counted so far.
    public static SourceStatus source(String id, long countedTo, long requests) {
        return new SourceStatus(
                id,
                "edge-1",
                "/var/log/access.log",
                countedTo,
                requests,
                1,
                2,
                3,
                4,
                JUNE,
                JUNE,
                new CatalogueVersion(5, 6),
                new Timeliness(7, 0, 8, 9));
    }

    /// What a collector says of a source.
    public static SourceLines lines(String id, long read, long shipped) {
        return new SourceLines(
                id,
                "edge-1",
                "/var/log/access.log",
                JUNE,
                100 * shipped,
                read,
                shipped,
                read - shipped - 3,
                Map.of("no_match", 2L, "too_long", 1L));
    }

    private Samples() {}
}
