package dev.weir.benchmarks;

import dev.weir.jobs.attack.ThreatClassifier;
import java.nio.charset.StandardCharsets;
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

/// What it takes to look for attacks in one query.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ThreatBenchmark {
    /// Without anything that an attack needs; with a quote and brackets but none; and one.
    public enum Query {
        PLAIN("q=rock+roll&page=3&session=1f0c9a7be2d84c55"),
        SUSPICIOUS("q=rock+%26+roll+%28live+at+o%27brien%29&session=1f0c9a7be2d84c55"),
        ATTACK("id=1%27+union+all+select+null,concat(user,0x3a,password)+from+users--");

        private final String text;

        Query(String text) {
            this.text = text;
        }
    }

    /// What is looked at.
    @Param public Query query = Query.PLAIN;

    private final ThreatClassifier classifier = new ThreatClassifier();
    private byte[] bytes = {};

    /// Takes the query.
    @Setup
    public void setUp() {
        bytes = query.text.getBytes(StandardCharsets.US_ASCII);
    }

    /// A batch's distinct queries and paths are looked at once each.
    @Benchmark
    public int classify() {
        return classifier.classify(bytes, 0, bytes.length);
    }
}
