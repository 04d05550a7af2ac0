package dev.weir.jobs.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.jobs.metrics.JobMetrics;
import dev.weir.jobs.reference.ReferenceRollups.Window;
import dev.weir.schema.rollup.KeyedRollup;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/// A merger that takes the blocks of a partition, with what Kafka Streams does around it: a commit
/// keeps the store, the position of the input and the output together; a crash goes back to the last
/// commit, with nothing but those.
final class MergerRun {
    private static final byte BLOCK = 'b';
    private static final long EMIT_MILLIS = 200;

    private record Commit(
            Map<Bytes, byte[]> store,
            int next,
            Map<RollupKey, byte[]> written,
            Set<RollupKey> settled) {}

    private final WindowMerger.Limits limits;
    private final long keptLimit;
    private final int partition;
    private final List<byte[]> blocks;
    private final JobMetrics metrics;

    private long now;
    private int next;
    private Map<RollupKey, byte[]> written = new HashMap<>();
    private Set<RollupKey> settled = new HashSet<>();
    private KeyValueStore<Bytes, byte[]> store = emptyStore();
    private WindowMerger merger;
    private Commit commit = new Commit(Map.of(), 0, Map.of(), Set.of());

    MergerRun(
            WindowMerger.Limits limits,
            long keptLimit,
            int partition,
            List<byte[]> blocks,
            PrometheusRegistry registry,
            long now) {
        this.limits = limits;
        this.keptLimit = keptLimit;
        this.partition = partition;
        this.blocks = blocks;
        this.metrics = new JobMetrics(registry);
        this.now = now;
        this.merger = merger();
    }

    private static KeyValueStore<Bytes, byte[]> emptyStore() {
        return Stores.inMemoryKeyValueStore("windows").get();
    }

    private WindowMerger merger() {
        return new WindowMerger(
                limits,
                new KeptBytes(keptLimit),
                new EmitInterval(EMIT_MILLIS),
                partition,
                "0_" + partition,
                store,
                new Recording(),
                metrics,
                now);
    }

    private final class Recording implements WindowMerger.Output {
        @Override
        public void rollup(String customer, byte[] rollup) {
            written.put(RollupCodec.decodeKey(rollup), rollup);
        }

        @Override
        public void settled(KeyedRollup rollup) {
            settled.add(rollup.key());
        }
    }

    void mergeNext() {
        merger.merge(blocks.get(next), next, now);
        next++;
    }

    void tick(Duration passed) {
        now += passed.toMillis();
        merger.tick(now);
        assertEquals(bytesKept(), merger.stateBytes(), "the size of the state that is shown");
    }

    /// Without the marks of closed windows, which are a few bytes each.
    private long bytesKept() {
        return contents().entrySet().stream()
                .filter(entry -> !isMark(entry))
                .mapToLong(entry -> entry.getValue().length)
                .sum();
    }

    private static boolean isMark(Map.Entry<Bytes, byte[]> entry) {
        return entry.getKey().get()[0] != BLOCK && entry.getValue()[0] == 2;
    }

    void commit() {
        commit = new Commit(contents(), next, Map.copyOf(written), Set.copyOf(settled));
    }

    void crash() {
        store = emptyStore();
        commit.store.forEach(store::put);
        next = commit.next;
        written = new HashMap<>(commit.written);
        settled = new HashSet<>(commit.settled);
        merger = merger();
    }

    /// Takes all blocks, with time passing in steps of any size: some so small that nothing is due,
    /// some so large that windows close.
    ///
    /// @param crashes of a hundred steps, about
    void takeAll(Random random, int crashes) {
        while (next < blocks.size()) {
            int step = random.nextInt(100);
            if (step < crashes) {
                crash();
            } else if (step < 30) {
                commit();
            } else if (step < 60) {
                mergeNext();
            } else if (step < 95) {
                tick(Duration.ofMillis(random.nextInt(600)));
            } else {
                tick(Duration.ofMillis(random.nextInt(30_000)));
            }
        }
    }

    /// Lets all windows close: those that are long over as far as each tick has time for them.
    void finish() {
        int ticks = 0;
        do {
            tick(Duration.ofDays(3));
            ticks++;
        } while (bytesKept() > 0 && ticks < 10_000);
    }

    /// What is kept.
    Map<Bytes, byte[]> contents() {
        Map<Bytes, byte[]> contents = new TreeMap<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> contents.put(entry.key, entry.value));
        }
        return contents;
    }

    long blocksKept() {
        return contents().keySet().stream().filter(key -> key.get()[0] == BLOCK).count();
    }

    /// Closed windows that are remembered.
    long marks() {
        return contents().entrySet().stream().filter(MergerRun::isMark).count();
    }

    Set<RollupKey> settled() {
        return settled;
    }

    Set<RollupKey> written() {
        return written.keySet();
    }

    Set<RollupKey> written(Tier tier) {
        Set<RollupKey> keys = new HashSet<>(written.keySet());
        keys.removeIf(key -> !key.tier().equals(tier));
        return keys;
    }

    /// What a reader of the store sees: the last value of each part, and the parts merged.
    Map<Window, Rollup> rollups() {
        Map<Window, Rollup> rollups = new HashMap<>();
        written.forEach((key, value) -> {
            var window = new Window(key.customer(), key.tier(), key.windowStart());
            RollupCodec.decode(value, rollups.computeIfAbsent(window, w -> new Rollup()));
        });
        return rollups;
    }
}
