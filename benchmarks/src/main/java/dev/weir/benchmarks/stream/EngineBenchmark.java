package dev.weir.benchmarks.stream;

import dev.weir.jobs.JobConfig;
import dev.weir.jobs.count.BatchAggregator;
import dev.weir.jobs.count.ClockPolicy;
import dev.weir.jobs.count.PartialBlocks;
import dev.weir.jobs.metrics.JobMetrics;
import dev.weir.jobs.rollup.EmitInterval;
import dev.weir.jobs.rollup.KeptBytes;
import dev.weir.jobs.rollup.WindowMerger;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.partial.EntryKind;
import dev.weir.schema.rollup.KeyedRollup;
import dev.weir.schema.rollup.Tier;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/// What one thread of the stream jobs does a second without Kafka: unpack batches, count them, write
/// blocks, merge them into windows of four tiers, write rollups out. Time is simulated: batches come at
/// a rate, commits and ticks as they would at that rate.
public final class EngineBenchmark {
    private static final long COMMIT_MILLIS = 200;
    private static final long TICK_MILLIS = 100;

    /// As much as the jobs take for blocks.
    private static final long KEPT_BYTES = Runtime.getRuntime().maxMemory() / 4;

    private static final ClockPolicy CLOCK =
            new ClockPolicy(ClockPolicy.DEFAULT_MAX_AHEAD, JobConfig.DEFAULT_HOLD, false);

    private final long rate;
    private final List<EncodedBatch> batches;
    private final long spanMillis;
    private final PartialBlocks blocks = new PartialBlocks(1, Tier.SECOND);
    private final BatchAggregator aggregator;
    private final BatchReader reader = new BatchReader();
    private final CountingOutput output = new CountingOutput();
    private final WindowMerger merger;
    private long now = 1_790_000_000_000L;
    private long offset;
    private long blockBytes;

    private long unpacking;
    private long counting;
    private long writing;
    private long merging;
    private long ticking;

    private EngineBenchmark(
            int customers, double exponent, long rate, int seconds, Set<EntryKind> leftOut) {
        this.rate = rate;
        aggregator = new BatchAggregator(Tier.SECOND, CLOCK, leftOut, blocks);
        int count = (int) (rate * seconds / ManyCustomers.REQUESTS_PER_BATCH);
        batches = new ManyCustomers(customers, exponent).batches(count, now, rate);
        spanMillis = (long) count * ManyCustomers.REQUESTS_PER_BATCH * 1000 / rate;
        KeyValueStore<Bytes, byte[]> store = Stores.inMemoryKeyValueStore("windows").get();
        merger =
                new WindowMerger(
                        new WindowMerger.Limits(
                                Tier.DEFAULT,
                                JobConfig.DEFAULT_HOLD.toMillis(),
                                JobConfig.DEFAULT_MAX_OPEN_WINDOWS,
                                JobConfig.DEFAULT_MAX_CUSTOMERS),
                        new KeptBytes(KEPT_BYTES),
                        new EmitInterval(JobConfig.DEFAULT_EMIT_INTERVAL.toMillis()),
                        0,
                        "0_0",
                        store,
                        output,
                        new JobMetrics(new PrometheusRegistry()),
                        now);
    }

    /// Arguments: customers, requests a second, seconds of traffic, rounds, the exponent of Zipf's
    /// law for the customers' shares (0: all alike), and what requests are not counted by.
    public static void main(String[] arguments) throws MalformedBatchException {
        int customers = number(arguments, 0, 10_000);
        int rate = number(arguments, 1, 1_000_000);
        int seconds = number(arguments, 2, 3);
        int rounds = number(arguments, 3, 6);
        double exponent =
                arguments.length > 4
                        ? Double.parseDouble(arguments[4])
                        : ManyCustomers.USUAL_EXPONENT;
        Set<EntryKind> leftOut =
                BatchAggregator.OPTIONAL.stream()
                        .filter(kind ->
                                Arrays.stream(arguments).skip(5).anyMatch(kind.wireName()::equals))
                        .collect(Collectors.toSet());
        var benchmark = new EngineBenchmark(customers, exponent, rate, seconds, leftOut);
        System.out.printf(
                Locale.ROOT,
                "%,d customers, %,d requests/s of simulated time, a round is %,d requests, without"
                        + " %s%n",
                customers,
                rate,
                benchmark.batches.size() * ManyCustomers.REQUESTS_PER_BATCH,
                leftOut);
        System.out.println(
                "| round | requests/s | unpack ns | count ns | write blocks ns | merge ns"
                        + " | write rollups ns | bytes/request between | rollups/s"
                        + " | bytes/rollup | heap in use, MiB |");
        System.out.println("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        for (int round = 1; round <= rounds; round++) {
            benchmark.round(round);
        }
    }

    private static int number(String[] arguments, int index, int otherwise) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
    }

    private void round(int round) throws MalformedBatchException {
        unpacking = 0;
        counting = 0;
        writing = 0;
        merging = 0;
        ticking = 0;
        blockBytes = 0;
        output.rollups = 0;
        output.bytes = 0;
        long start = now;
        long nextTick = now + TICK_MILLIS;
        long nextCommit = now + COMMIT_MILLIS;
        for (int i = 0; i < batches.size(); i++) {
            count(batches.get(i));
            now = start + (i + 1L) * ManyCustomers.REQUESTS_PER_BATCH * 1000 / rate;
            if (now >= nextCommit || blocks.areLarge()) {
                nextCommit = now + COMMIT_MILLIS;
                merge();
            }
            if (now >= nextTick) {
                nextTick += TICK_MILLIS;
                long began = System.nanoTime();
                merger.tick(now);
                ticking += System.nanoTime() - began;
            }
        }
        now = start + spanMillis;
        batches.forEach(batch -> ManyCustomers.shift(batch, spanMillis));
        report(round);
    }

    private void count(EncodedBatch batch) throws MalformedBatchException {
        long began = System.nanoTime();
        reader.open(batch.message(), batch.messageLength());
        long opened = System.nanoTime();
        aggregator.aggregate(reader, 0, now);
        counting += System.nanoTime() - opened;
        unpacking += opened - began;
    }

    private void merge() {
        long began = System.nanoTime();
        blocks.flush((block, partition) -> {
            long written = System.nanoTime();
            blockBytes += block.length;
            merger.merge(block, offset++, now);
            merging += System.nanoTime() - written;
        });
        writing += System.nanoTime() - began;
    }

    private void report(int round) {
        double requests = (double) batches.size() * ManyCustomers.REQUESTS_PER_BATCH;
        long wholeWriting = writing - merging;
        long all = unpacking + counting + wholeWriting + merging + ticking;
        System.out.printf(
                Locale.ROOT,
                "| %d | %,.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %.1f | %,.0f | %,d | %,d |%n",
                round,
                requests * 1e9 / all,
                unpacking / requests,
                counting / requests,
                wholeWriting / requests,
                merging / requests,
                ticking / requests,
                blockBytes / requests,
                output.rollups * 1e3 / spanMillis,
                output.bytes / Math.max(output.rollups, 1),
                heapBytes() >> 20);
    }

    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static final class CountingOutput implements WindowMerger.Output {
        private long rollups;
        private long bytes;

        @Override
        public void rollup(String customer, byte[] rollup) {
            rollups++;
            bytes += rollup.length;
        }

        @Override
        public void settled(KeyedRollup rollup) {
            // The detectors' work is not part of this.
        }
    }
}
