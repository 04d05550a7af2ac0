package dev.weir.benchmarks;

import dev.weir.benchmarks.alternatives.RowBatchEncoder;
import dev.weir.schema.batch.BatchEncoder;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.EncodedBatch;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.frame.FrameReader;
import dev.weir.schema.frame.FrameWriter;
import dev.weir.schema.frame.MalformedFrameException;
import java.util.Arrays;
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

/// Requests per second on one core, through each step between a parsed line and a decoded one:
///
/// ```
/// fields ─ encode ─► message ─ frame ─► Kafka record ─ unframe ─► message ─ decode ─► fields
/// ```
///
/// Before anything is timed, both encoders must have written the same values.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(TypicalRequests.COUNT)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class BatchBenchmark {
    private final TypicalRequests requests = new TypicalRequests();
    private final BatchEncoder encoder = new BatchEncoder();
    private final BatchReader reader = new BatchReader();
    private final FrameWriter frameWriter = new FrameWriter();
    private final FrameReader frameReader = new FrameReader();
    private EncodedBatch batch = requests.encode(encoder);
    private byte[] frame = new byte[0];

    /// Fails unless all contenders agree.
    @Setup
    public void agree() throws MalformedBatchException, MalformedFrameException {
        batch = requests.encode(encoder);
        reader.open(batch.message(), batch.messageLength());
        long expected = BatchScan.checksum(reader);
        if (!Arrays.equals(requests.encodeRows(), RowBatchEncoder.rewrite(reader))) {
            throw new IllegalStateException("the encoders write different batches");
        }
        frame = frameWriter.frame(batch.message(), batch.messageLength(), batch.requestCount());
        frameReader.read(frame);
        reader.open(frameReader.message(), frameReader.messageLength());
        if (expected != BatchScan.checksum(reader)) {
            throw new IllegalStateException("the frame holds a different batch");
        }
    }

    /// The encoder.
    @Benchmark
    public EncodedBatch encode() {
        return requests.encode(encoder);
    }

    /// Rows, as one would write them with the Cap'n Proto runtime's builder and a hash map.
    @Benchmark
    public byte[] encodeRowsWithBuilder() {
        return requests.encodeRows();
    }

    /// The LZ4 frame.
    @Benchmark
    public byte[] frame() {
        return frameWriter.frame(batch.message(), batch.messageLength(), batch.requestCount());
    }

    /// Checksum and LZ4.
    @Benchmark
    public int unframe() throws MalformedFrameException {
        frameReader.read(frame);
        return frameReader.messageLength();
    }

    /// Opening the batch and reading every field of every request.
    @Benchmark
    public long decode() throws MalformedBatchException {
        reader.open(batch.message(), batch.messageLength());
        return BatchScan.checksum(reader);
    }
}
