package dev.weir.benchmarks.bytes;

import dev.weir.benchmarks.alternatives.FrontCodedStrings;
import dev.weir.benchmarks.alternatives.MessagePerLine;
import dev.weir.benchmarks.alternatives.RowBatchEncoder;
import dev.weir.benchmarks.alternatives.WideColumns;
import dev.weir.cli.inspect.RequestJson;
import dev.weir.schema.batch.BatchReader;
import dev.weir.schema.batch.MalformedBatchException;
import dev.weir.schema.frame.FrameWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Bytes per request of a batch, beside other ways of sending the same lines, and what packing them
/// costs. Each way packs what one batch holds at a time, as a sender with the same freshness would.
///
/// `benchmarks/run bytes [requests a batch] [FORMAT FILE]…`
public final class BytesBenchmark {
    private static final int LINES = 98_304;
    private static final long LEAST_NANOS = 1_500_000_000L;
    private static final FrameWriter FRAMES = new FrameWriter();

    /// A way of sending a batch.
    ///
    /// @param form what is sent, before it is packed
    /// @param packed what is sent
    private record Way(
            String name, Function<LogSet.Batch, byte[]> form, Function<byte[], byte[]> packed) {}

    private static final List<Way> WAYS =
            List.of(
                    new Way("text, `lz4 -1`", LogSet.Batch::text, Packing::lz4),
                    new Way("text, `lz4 -9`", LogSet.Batch::text, Packing::lz4High),
                    new Way("text, `gzip -6`", LogSet.Batch::text, Packing::gzip),
                    new Way("text, `zstd -3`", LogSet.Batch::text, Packing::zstd),
                    new Way("NDJSON, `gzip -6`", BytesBenchmark::json, Packing::gzip),
                    new Way("NDJSON, `zstd -3`", BytesBenchmark::json, Packing::zstd),
                    new Way(
                            "a message per line, `lz4 -1`",
                            of(MessagePerLine::rewrite),
                            Packing::lz4),
                    new Way("rows, `lz4 -1`", of(RowBatchEncoder::rewrite), Packing::lz4),
                    new Way("wide columns, `lz4 -1`", of(WideColumns::rewrite), Packing::lz4),
                    new Way("**Weir** (columns of bits, `lz4 -1`)", Packing::message, Packing::lz4),
                    new Way("columns of bits, stored", Packing::message, bytes -> bytes),
                    new Way("columns of bits, `lz4 -9`", Packing::message, Packing::lz4High),
                    new Way("columns of bits, `zstd -3`", Packing::message, Packing::zstd),
                    new Way(
                            "columns of bits, Cap'n Proto packing, `lz4 -1`",
                            batch -> Packing.capnpPacked(Packing.message(batch)),
                            Packing::lz4));

    /// Runs the benchmark and prints its tables.
    public static void main(String[] arguments) throws Exception {
        int requests = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 16_384;
        List<LogSet> sets = new ArrayList<>();
        for (int i = 1; i + 1 < arguments.length; i += 2) {
            sets.add(LogSet.of(Path.of(arguments[i + 1]), arguments[i], requests));
        }
        sets.add(LogSet.generated(LINES, requests));
        sets.add(LogSet.random(LINES, requests));
        for (LogSet set : sets) {
            print(set, requests);
        }
    }

    private static void print(LogSet set, int requests) {
        long count = set.requests();
        System.out.printf(
                Locale.ROOT,
                "%n%s: %,d requests, %.1f bytes a line, up to %,d requests a batch%n%n",
                set.name(),
                count,
                (double) set.textBytes() / count,
                requests);
        System.out.println(
                "| sent as | bytes/request | before packing | packing, ns CPU/request |");
        System.out.println("|---|---:|---:|---:|");
        for (Way way : WAYS) {
            List<byte[]> forms = set.batches().stream().map(way.form()).toList();
            long formBytes = forms.stream().mapToLong(form -> form.length).sum();
            long packedBytes = 0;
            for (byte[] form : forms) {
                packedBytes += way.packed().apply(form).length;
            }
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.2f | %.1f | %,.0f |%n",
                    way.name(),
                    (double) packedBytes / count,
                    (double) formBytes / count,
                    nanos(forms, way.packed()) / count);
        }
        printStrings(set, count);
    }

    /// CPU time for packing all of it once.
    private static double nanos(List<byte[]> forms, Function<byte[], byte[]> packed) {
        var threads = ManagementFactory.getThreadMXBean();
        double least = Double.MAX_VALUE;
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < LEAST_NANOS) {
            long start = threads.getCurrentThreadCpuTime();
            for (byte[] form : forms) {
                if (packed.apply(form).length == 0) {
                    throw new IllegalStateException("nothing came of a batch");
                }
            }
            least = Math.min(least, (double) (threads.getCurrentThreadCpuTime() - start));
        }
        return least;
    }

    private static void printStrings(LogSet set, long count) {
        long asTheyCome = 0;
        long frontCoded = 0;
        for (LogSet.Batch batch : set.batches()) {
            BatchReader reader = open(batch);
            asTheyCome += Packing.lz4(strings(reader)).length;
            frontCoded += Packing.lz4(FrontCodedStrings.of(reader)).length;
        }
        System.out.printf(
                Locale.ROOT,
                "%nOf these the strings take %.2f bytes; sorted and without what they share with the"
                        + " one before, %.2f.%n",
                (double) asTheyCome / count,
                (double) frontCoded / count);
    }

    private static byte[] strings(BatchReader reader) {
        var bytes = new java.io.ByteArrayOutputStream();
        for (int index = 1; index < reader.stringCount(); index++) {
            int start = reader.stringStart(index);
            bytes.write(Math.min(reader.stringEnd(index) - start, 255));
        }
        for (int index = 1; index < reader.stringCount(); index++) {
            int start = reader.stringStart(index);
            bytes.write(reader.bytes(), start, reader.stringEnd(index) - start);
        }
        return bytes.toByteArray();
    }

    private static Function<LogSet.Batch, byte[]> of(Function<BatchReader, byte[]> form) {
        return batch -> form.apply(open(batch));
    }

    private static byte[] json(LogSet.Batch batch) {
        BatchReader reader = open(batch);
        var text = new StringBuilder();
        try {
            for (int request = 0; request < reader.requestCount(); request++) {
                text.append(RequestJson.line(reader, request)).append('\n');
            }
        } catch (MalformedBatchException e) {
            throw new IllegalStateException(e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static BatchReader open(LogSet.Batch batch) {
        try {
            // What is compared must be what a reader gets.
            byte[] frame = Packing.frame(FRAMES, batch);
            var unpacked = new dev.weir.schema.frame.FrameReader();
            unpacked.read(frame);
            var reader = new BatchReader();
            reader.open(unpacked.message(), unpacked.messageLength());
            return reader;
        } catch (MalformedBatchException | dev.weir.schema.frame.MalformedFrameException e) {
            throw new IllegalStateException(e);
        }
    }

    private BytesBenchmark() {}
}
