package dev.weir.benchmarks.pipeline;

import dev.weir.cli.generate.GeneratorConfig;
import dev.weir.cli.generate.LogGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.HdrHistogram.Histogram;

/// From a line written to its number on the API: one probe line of a customer of its own every
/// 200 ms, on a fixed schedule so that a stall counts for every probe that it holds up, in the
/// middle of traffic at a steady rate.
final class FreshnessProbe {
    private static final long PROBE_MILLIS = 200;
    private static final long TICK_MILLIS = 10;
    private static final long POLL_MILLIS = 25;

    /// What was there before is read, and written, by then.
    private static final long LEAD_SECONDS = 5;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT);

    /// Times at which probes were due, oldest first, of those not seen yet.
    private final Deque<Long> unseen = new ConcurrentLinkedDeque<>();

    private final Histogram millis = new Histogram(3);
    private volatile boolean writing = true;

    private volatile long writersCpuNanos;

    /// Of a core, what writing the log takes from the pipeline.
    private volatile double writersShare;

    /// Probes that are on the API.
    private long seen;

    private FreshnessProbe(long seen) {
        this.seen = seen;
    }

    /// The same traffic runs for a while before the first probe.
    static Freshness run(Path log, Api api, double rate, int seconds) throws Exception {
        var probe = new FreshnessProbe(api.requests("probe"));
        Thread writer =
                Thread.ofPlatform()
                        .name("freshness-writer")
                        .start(() -> probe.write(log, rate, seconds));
        probe.watch(api);
        writer.join();
        return new Freshness(probe.millis, probe.writersCpuNanos, probe.writersShare);
    }

    private void write(Path log, double rate, int seconds) {
        var generator = new LogGenerator(new GeneratorConfig(7, 24, 20_000, 20_000, false));
        byte[] buffer = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(log, StandardOpenOption.APPEND)) {
            long start = System.currentTimeMillis();
            long cpuBefore = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            double due = 0;
            long ticks = (LEAD_SECONDS + seconds) * 1000L / TICK_MILLIS;
            for (long tick = 0; tick < ticks; tick++) {
                long at = start + tick * TICK_MILLIS;
                Thread.sleep(Math.max(0, at - System.currentTimeMillis()));
                due += rate * TICK_MILLIS / 1000;
                int length = 0;
                for (; due >= 1; due--) {
                    length = generator.next(System.currentTimeMillis(), buffer, length);
                    if (length > buffer.length / 2) {
                        out.write(buffer, 0, length);
                        length = 0;
                    }
                }
                out.write(buffer, 0, length);
                if (tick >= LEAD_SECONDS * 1000L / TICK_MILLIS
                        && tick % (PROBE_MILLIS / TICK_MILLIS) == 0) {
                    unseen.addLast(at);
                    out.write(line().getBytes(StandardCharsets.US_ASCII));
                }
            }
            writersCpuNanos =
                    ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuBefore;
            writersShare = writersCpuNanos / 1e6 / (System.currentTimeMillis() - start);
        } catch (IOException | InterruptedException e) {
            System.err.println("the log could not be written: " + e);
        } finally {
            writing = false;
        }
    }

    private static String line() {
        return "192.0.2.1 - - ["
                + TIME.format(ZonedDateTime.now(ZoneOffset.UTC))
                + "] \"GET /probe HTTP/1.1\" 200 5 \"-\" \"probe\" probe.weir.example 0.001 - - -"
                + " 100\n";
    }

    private void watch(Api api) throws IOException, InterruptedException {
        Deque<Long> arrived = new ArrayDeque<>();
        while (writing || !unseen.isEmpty()) {
            long counted = api.requests("probe");
            long now = System.currentTimeMillis();
            while (seen < counted && !unseen.isEmpty()) {
                arrived.add(unseen.removeFirst());
                seen++;
            }
            arrived.forEach(due -> millis.recordValue(Math.max(0, now - due)));
            arrived.clear();
            Thread.sleep(POLL_MILLIS);
        }
    }
}
