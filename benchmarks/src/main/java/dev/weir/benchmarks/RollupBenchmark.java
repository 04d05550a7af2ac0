package dev.weir.benchmarks;

import dev.weir.schema.rollup.Breakdown;
import dev.weir.schema.rollup.Counter;
import dev.weir.schema.rollup.Dimension;
import dev.weir.schema.rollup.KeyedRollup;
import dev.weir.schema.rollup.Rollup;
import dev.weir.schema.rollup.RollupCodec;
import dev.weir.schema.rollup.RollupKey;
import dev.weir.schema.rollup.Tier;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Rollups per second on one core: what a window of a customer costs beside its requests.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RollupBenchmark {
    private static final RollupKey KEY = new RollupKey("shop", Tier.SECOND, 0, 0);

    /// Requests in each rollup: of a small customer's second, a large one's, and a minute's.
    @Param({"5", "500", "50000"})
    public int requests;

    private Rollup one = new Rollup();
    private Rollup other = new Rollup();
    private byte[] encoded = new byte[0];

    /// Fails unless the codec gives back what it took.
    @Setup
    public void agree() {
        one = rollup(1);
        other = rollup(2);
        encoded = RollupCodec.encode(new KeyedRollup(KEY, one));
        Rollup decoded = RollupCodec.decode(encoded).rollup();
        if (decoded.counter(Counter.BYTES_SENT) != one.counter(Counter.BYTES_SENT)
                || decoded.latency().percentile(99) != one.latency().percentile(99)) {
            throw new IllegalStateException("the codec changes rollups");
        }
    }

    private Rollup rollup(long seed) {
        Random random = new Random(seed);
        Rollup rollup = new Rollup();
        for (int i = 0; i < requests; i++) {
            rollup.add(Counter.REQUESTS, 1);
            rollup.add(Counter.BYTES_SENT, random.nextInt(100_000));
            rollup.breakdown(Breakdown.STATUS).add(Integer.toString(200 + random.nextInt(8)), 1);
            rollup.breakdown(Breakdown.METHOD).add(random.nextInt(5) == 0 ? "POST" : "GET", 1);
            rollup.breakdown(Breakdown.CACHE_STATUS).add(random.nextBoolean() ? "HIT" : "MISS", 1);
            rollup.heaviest(Dimension.PATH).add("/path/" + random.nextInt(2000), 1);
            rollup.heaviest(Dimension.CLIENT).add("192.0.2." + random.nextInt(200), 1);
            rollup.latency().record(random.nextInt(500_000));
            rollup.uniqueClients().add(random.nextLong());
        }
        return rollup;
    }

    /// Two rollups into a new one.
    @Benchmark
    public Rollup merge() {
        Rollup sum = new Rollup();
        sum.merge(one);
        sum.merge(other);
        return sum;
    }

    /// The message.
    @Benchmark
    public byte[] encode() {
        return RollupCodec.encode(new KeyedRollup(KEY, one));
    }

    /// The message into a new rollup.
    @Benchmark
    public KeyedRollup decode() {
        return RollupCodec.decode(encoded);
    }
}
