package dev.weir.collector.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.collector.input.Spool.Outcome;
import dev.weir.collector.input.SpoolLimits.WhenFull;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;

/// A directory in which one spool after the other takes numbered lines, and what is left of them.
abstract class NumberedLines {
    static final SpoolLimits OLDEST =
            new SpoolLimits(64 << 10, 4 << 10, Optional.of(WhenFull.DROP_OLDEST));
    static final SpoolLimits NEWEST =
            new SpoolLimits(64 << 10, 4 << 10, Optional.of(WhenFull.DROP_NEWEST));

    private static final int LINE_BYTES = 1000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    /// Of the process that was started last.
    private InputMeter meter = newMeter();

    private static InputMeter newMeter() {
        return new InputMetrics(new PrometheusRegistry()).of("edge");
    }

    InputMeter meter() {
        return meter;
    }

    SpoolDirectory spooled() {
        return new SpoolDirectory(directory);
    }

    Spool open(SpoolLimits limits) throws IOException {
        meter = newMeter();
        return new Spool("edge", directory, limits, LINE_BYTES, meter);
    }

    static String line(int number) {
        return "line " + number + " " + "x".repeat(80);
    }

    static List<String> lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(NumberedLines::line).toList();
    }

    static Outcome offer(Spool spool, int number) {
        byte[] bytes = line(number).getBytes(StandardCharsets.UTF_8);
        return spool.offer(bytes, 0, bytes.length);
    }

    static void offerAll(Spool spool, int from, int to) {
        for (int number = from; number < to; number++) {
            assertEquals(Outcome.TAKEN, offer(spool, number));
        }
    }

    long givenUp() {
        return meter.droppedLines().apply(Spool.GIVEN_UP).getLongValue();
    }

    /// Everything that was offered is shown, held or given up: the shown are the oldest, the held the
    /// newest, and what is missing in between is exactly what is counted.
    void assertExact(int offered) throws IOException {
        List<String> shown = spooled().shownLines();
        List<String> held = spooled().heldLines();
        assertEquals(lines(0, shown.size()), shown);
        assertEquals(lines(offered - held.size(), offered), held);
        assertEquals(offered, shown.size() + givenUp() + held.size());
        assertTrue(spooled().size() <= OLDEST.bytes(), () -> "given up " + givenUp());
    }
}
