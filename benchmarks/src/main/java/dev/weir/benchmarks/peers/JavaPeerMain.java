package dev.weir.benchmarks.peers;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.weir.collector.Catalogue;
import dev.weir.collector.CollectorMetrics;
import dev.weir.collector.LogFile;
import dev.weir.collector.LogScan;
import dev.weir.collector.format.ByteScan;
import dev.weir.collector.format.LineParser;
import dev.weir.collector.format.LogFormat;
import dev.weir.collector.format.ParseResult;
import dev.weir.schema.batch.BatchEncoder;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Reads a log several times in this JVM, and prints what each pass took.
final class JavaPeerMain {
    /// How a line with figures begins: lines, seconds, CPU seconds, allocated bytes.
    static final String PASS = "pass ";

    private static final int PASSES = 4;
    private static final int LINES_PER_BATCH = 10_000;

    /// What is done with the log; each answers with the lines it has read.
    enum Work {
        /// Weir, from memory: each line parsed into a batch that is thrown away.
        WEIR_PARSE,
        /// Weir, from the file to encoded batches.
        WEIR_SCAN,
        /// `nl.basjes.parse.httpdlog`, from memory: each line parsed into an object.
        HTTPDLOG
    }

    /// One pass over the log.
    interface Pass {
        /// Reads the log, and says how many lines it has.
        long run() throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        Path log = Path.of(arguments[1]);
        Pass pass =
                switch (Work.valueOf(arguments[0])) {
                    case WEIR_PARSE -> weirParse(log);
                    case WEIR_SCAN -> weirScan(log);
                    case HTTPDLOG -> HttpdlogPeer.on(log);
                };
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        for (int index = 0; index < PASSES; index++) {
            long allocated = threads.getCurrentThreadAllocatedBytes();
            long cpu = system.getProcessCpuTime();
            long start = System.nanoTime();
            long lines = pass.run();
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    PASS + "%d %.4f %.4f %d%n",
                    lines,
                    seconds,
                    (system.getProcessCpuTime() - cpu) / 1e9,
                    threads.getCurrentThreadAllocatedBytes() - allocated);
        }
    }

    private static Pass weirParse(Path log) throws Exception {
        byte[] bytes = Files.readAllBytes(log);
        LineParser parser = LogFormat.of("combined").newParser();
        var encoder = new BatchEncoder();
        var source = new BatchEncoder.Source("edge-1/1", "edge-1", log.toString());
        return () -> parseAll(bytes, parser, encoder, source);
    }

    private static long parseAll(
            byte[] bytes, LineParser parser, BatchEncoder encoder, BatchEncoder.Source source) {
        long lines = 0;
        int from = 0;
        while (from < bytes.length) {
            if (lines % LINES_PER_BATCH == 0) {
                encoder.begin(source, from);
            }
            int to = ByteScan.indexOf(bytes, from, bytes.length, (byte) '\n');
            if (parser.parse(bytes, from, to, from, 0, encoder) == ParseResult.ACCEPTED) {
                encoder.endRequest();
            } else {
                encoder.reject(from);
            }
            lines++;
            from = to + 1;
        }
        return lines;
    }

    private static Pass weirScan(Path log) throws Exception {
        LogFile file = LogFile.of(log, LogFormat.of("combined"));
        Catalogue none = Catalogue.empty(new CollectorMetrics(new PrometheusRegistry()));
        return () -> {
            long[] lines = new long[1];
            LogScan.run(file, none, batch -> lines[0] += batch.requestCount());
            return lines[0];
        };
    }

    private JavaPeerMain() {}
}
