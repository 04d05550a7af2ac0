package dev.weir.benchmarks;

import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.yaml.ConfigurationException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Lines a second that one thread parses and encodes: the collector's own work, without reading
/// files.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ParseBenchmark {
    @SuppressWarnings("NullAway.Init")
    private ParsedLines lines;

    /// Generates the lines.
    @Setup
    public void generate() throws ConfigurationException {
        lines = new ParsedLines();
    }

    /// One operation is one line.
    @Benchmark
    @OperationsPerInvocation(ParsedLines.LINES)
    public EncodedBatch parse() {
        return lines.batch();
    }
}
